from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [("export_user", "Can export people")],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="unconfirmed_email",
            field=models.EmailField(
                blank=True,
                editable=False,
                help_text="The address that takes the place of the e-mail once its owner follows the link sent to it.",
                max_length=254,
                verbose_name="unconfirmed e-mail",
            ),
        ),
    ]
