from django.db import migrations

GROUP = "Bookkeeper"
ACTIONS = ("view", "add", "change", "import", "export")
PLURALS = {"declinedoffer": "declined offers"}
NAMES = {"declinedoffer": "declined offer"}


def permissions_of(apps):
    """Yield the permissions of each kind of record; they would otherwise be made only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for model, plural in PLURALS.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="expenses", model=model)
        for action in ACTIONS:
            named = plural if action in ("import", "export") else NAMES.get(model, model)
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {named}"}
            )
            yield permission


def allow(apps, schema_editor):
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(*permissions_of(apps))


def disallow(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        group.permissions.remove(*permissions_of(apps))


class Migration(migrations.Migration):
    dependencies = [("expenses", "0023_offers_and_feeds")]

    operations = [migrations.RunPython(allow, disallow)]
