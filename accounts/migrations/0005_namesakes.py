from django.db import migrations, models

import lib.sealed


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_identity_lookups")]

    operations = [
        migrations.AlterField(
            model_name="identity",
            name="name_lookup",
            field=lib.sealed.LookupField(editable=False, max_length=64, null=True, source="name"),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["name_lookup", "birth_date_lookup"], name="accounts_identity_namesakes"),
        ),
    ]
