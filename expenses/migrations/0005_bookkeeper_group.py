from django.db import migrations

GROUP = "Bookkeeper"
ACTIONS = ("view", "add", "change", "import", "export")
PLURALS = {"expense": "expenses", "category": "categories", "tag": "tags"}


def make_group(apps, schema_editor):
    """Make the group that keeps records; its permissions would otherwise be made only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for model, plural in PLURALS.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="expenses", model=model)
        for action in ACTIONS:
            named = plural if action in ("import", "export") else model
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {named}"}
            )
            group.permissions.add(permission)


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0004_keep_spreadsheets_on_their_way"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_group, remove_group),
    ]
