from pathlib import Path

from django.db import migrations

BOXES = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_shops_and_boxes")]

    operations = [migrations.RunSQL(BOXES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
