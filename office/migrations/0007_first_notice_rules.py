from datetime import date

from django.db import migrations

SINCE = date(2020, 1, 1)
# kind, working days, days of the calendar, where it is written
RULES = (
    ("", 5, 5, "公示惯例：不少于五个工作日"),
    # Seven days in the village or community; five working days alone may be over on a Friday.
    ("aid", 5, 7, "社会救助审核确认的公示：不少于七日，并不少于五个工作日"),
)


def enter_rules(apps, schema_editor):
    rules = apps.get_model("office", "NoticeRule")
    for kind, least_workdays, least_days, source in RULES:
        rules.objects.create(
            kind=kind, least_workdays=least_workdays, least_days=least_days, source=source, valid_from=SINCE
        )


class Migration(migrations.Migration):
    dependencies = [("office", "0006_notices_hold")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
