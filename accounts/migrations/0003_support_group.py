from django.db import migrations

GROUP = "Support"
PERMISSIONS = {
    ("accounts", "user"): {"view_user": "Can view person", "change_user": "Can change person"},
    ("axes", "accessattempt"): {"view_accessattempt": "Can view access attempt"},
    ("axes", "accesslog"): {"view_accesslog": "Can view access log"},
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
        ("accounts", "0002_unconfirmed_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [("export_user", "Can export people")],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.RunPython(make_group, remove_group),
    ]
