from pathlib import Path

from django.db import migrations

RULES = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("shop", "0012_disclosures_hold"), ("office", "0012_posts_agreed")]

    operations = [migrations.RunSQL(RULES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
