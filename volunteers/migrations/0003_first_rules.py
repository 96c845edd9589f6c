from datetime import date

from django.db import migrations

SINCE = date(2021, 2, 1)  # order 67 of the Ministry of Civil Affairs came into force
CAPS = "民政部令第67号；单日时长分级确认（8 小时、12 小时）"
AGES = "《民法典》第十八至二十条；各地志愿服务条例关于未成年人的规定"
# from, to, may register, needs a guardian, may report, may do hazardous
BANDS = (
    (0, 14, False, True, False, False),
    (14, 18, True, True, True, False),
    (18, 200, True, False, True, True),
)


def enter_rules(apps, schema_editor):
    apps.get_model("volunteers", "ServiceRule").objects.create(valid_from=SINCE, document=CAPS)
    band = apps.get_model("volunteers", "AgeBand")
    for from_age, to_age, register, guardian, report, hazardous in BANDS:
        band.objects.create(
            valid_from=SINCE, document=AGES, from_age=from_age, to_age=to_age, may_register=register,
            needs_guardian=guardian, may_report=report, may_do_hazardous=hazardous,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0002_rules_in_the_database")]

    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
