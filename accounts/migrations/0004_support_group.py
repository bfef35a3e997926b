from django.db import migrations

GROUP = "Support"
PERMISSIONS = {
    ("accounts", "user"): {"view_user": "Can view person", "change_user": "Can change person"},
    ("accounts", "failedsignin"): {"view_failedsignin": "Can view failed sign-in"},
    ("accounts", "signin"): {"view_signin": "Can view sign-in"},
}


def make_group(apps, schema_editor):
    """Make the group that sees people and their status; the permissions are otherwise made only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for (app_label, model), names in PERMISSIONS.items():
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        for codename, name in names.items():
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sign_in_log"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_group, remove_group),
    ]
