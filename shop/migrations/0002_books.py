from pathlib import Path

from django.db import migrations

BOOKS = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [migrations.RunSQL(BOOKS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
