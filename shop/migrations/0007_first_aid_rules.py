"""The first limits of aid, of a county's order of magnitude; the office enters its own with the day they begin."""

from datetime import date

from django.db import migrations

RULE = {
    "valid_from": date(2020, 1, 1),
    "illness_fen": 300_000,
    "disability_fen": 250_000,
    "study_fen": 200_000,
    "accident_fen": 300_000,
    "living_fen": 150_000,
    "household_year_fen": 500_000,
    "emergency_fen": 200_000,
    "times_per_cause_a_year": 1,
    "ratify_workdays": 10,
    "answer_workdays": 15,
    "follow_up_days": 90,
    "source": "参照临时救助的一般做法拟定；正式启用前由基金管理单位核定。",
}


def enter_rules(apps, schema_editor):
    apps.get_model("shop", "AidRule").objects.get_or_create(valid_from=RULE["valid_from"], defaults=RULE)


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_aid")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
