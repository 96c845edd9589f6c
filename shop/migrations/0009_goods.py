from pathlib import Path

from django.db import migrations

GOODS = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [("shop", "0008_goods_models")]

    operations = [migrations.RunSQL(GOODS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
