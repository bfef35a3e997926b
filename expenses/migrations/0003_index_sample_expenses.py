from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0002_refuse_control_characters"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("is_sample", True)),
                fields=["owner", "deleted_in", "is_sample"],
                name="expenses_expense_sample",
            ),
        ),
    ]
