import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Welcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "looked_over_at",
                    models.DateTimeField(help_text="When they looked over categories and preferences.", null=True),
                ),
                ("dismissed_at", models.DateTimeField(help_text="When they asked not to be led any more.", null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="reports_welcome_owner_and_id"),
                    models.UniqueConstraint(fields=("owner",), name="reports_welcome_once"),
                ],
            },
        ),
    ]
