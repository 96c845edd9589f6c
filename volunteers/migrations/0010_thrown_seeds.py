from pathlib import Path

from django.db import migrations

RULES = Path(__file__).with_suffix(".sql")
UNDO = "DROP TRIGGER thrown ON volunteers_spotcheck; DROP FUNCTION volunteers_spot_check_thrown();"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0009_say_something")]

    operations = [migrations.RunSQL(RULES.read_text(encoding="utf-8"), UNDO)]
