from pathlib import Path

from django.db import migrations

AID = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("shop", "0005_aid_models"), ("office", "0010_aid_posts")]

    operations = [migrations.RunSQL(AID.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
