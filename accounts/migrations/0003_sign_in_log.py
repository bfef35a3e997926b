from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_unconfirmed_email"), ("axes", "0010_accessattemptexpiration")]

    operations = [
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[],
            options={"verbose_name": "failed sign-in", "proxy": True, "indexes": [], "constraints": []},
            bases=("axes.accessattempt",),
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[],
            options={"verbose_name": "sign-in", "proxy": True, "indexes": [], "constraints": []},
            bases=("axes.accesslog",),
        ),
    ]
