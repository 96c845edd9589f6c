from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0040_aid_purpose")]

    operations = [
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["name_lookup", "user"], name="accounts_identity_named"),
        ),
    ]
