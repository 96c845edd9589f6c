import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lib.refusals import Refused
from lib.spreadsheets import Column, write_xlsx
from office.actions import keep_plan
from office.models import WorkdayOverride
from office.plans import PlanDay, compare_plan, library_plan, read_plan

pytestmark = pytest.mark.django_db
PLAN = "日期,工作日,名称\n2027-10-01,休,国庆节\n2027年10月9日,班,国庆节调休\n"


def read(text: str, year: int = 2027) -> list[PlanDay]:
    return read_plan(io.BytesIO(text.encode()), year)


def test_a_plan_is_read_with_its_chinese_words():
    assert read(PLAN) == [
        PlanDay(date(2027, 10, 1), False, "国庆节"),
        PlanDay(date(2027, 10, 9), True, "国庆节调休"),
    ]


def test_a_plan_is_read_from_excel():
    columns = [Column("date", "日期"), Column("is_workday", "工作日"), Column("name", "名称")]
    book = write_xlsx(columns, [{"date": "2027-01-01", "is_workday": "休", "name": "元旦"}])
    assert read_plan(io.BytesIO(book), 2027) == [PlanDay(date(2027, 1, 1), False, "元旦")]


@pytest.mark.parametrize(
    "row",
    ["昨天,休,", "2027-02-30,休,", "2026-10-01,休,", "2027-10-01,也许,", "2027-10-01,休,\n2027/10/1,班,"],
)
def test_a_row_that_makes_no_sense_refuses_the_plan_by_its_number(row):
    with pytest.raises(Refused) as refusal:
        read(f"日期,工作日,名称\n{row}\n")
    assert any(number in str(refusal.value) for number in "23")


def test_the_library_gives_its_own_years_only():
    plan = library_plan(2026)
    assert PlanDay(date(2026, 10, 10), True, "国庆节") in plan
    with pytest.raises(Refused, match="2027"):
        library_plan(2027)


def test_a_plan_taken_twice_changes_nothing_the_second_time():
    days = read(PLAN)
    assert len(keep_plan(year=2027, days=days, source="通知").added) == 2
    again = keep_plan(year=2027, days=days, source="通知")
    assert (again.added, again.changed, len(again.same)) == ([], [], 2)
    assert WorkdayOverride.objects.count() == 2


def test_a_corrected_plan_changes_its_days_and_keeps_the_offices_own():
    WorkdayOverride.objects.create(date=date(2027, 10, 1), is_workday=True)
    WorkdayOverride.objects.create(date=date(2027, 7, 20), is_workday=False, name="台风停工")
    changes = keep_plan(year=2027, days=read(PLAN), source="通知")
    assert [day.date for day in changes.changed] == [date(2027, 10, 1)]
    assert [day.name for day in changes.kept] == ["台风停工"]
    assert not WorkdayOverride.objects.get(date=date(2027, 10, 1)).is_workday
    assert WorkdayOverride.objects.filter(name="台风停工").exists()


def test_comparing_writes_nothing():
    compare_plan(2027, read(PLAN))
    assert not WorkdayOverride.objects.exists()


def test_the_command_takes_a_year_from_the_library(capsys):
    call_command("import_workdays", "2026", "--dry-run")
    assert not WorkdayOverride.objects.exists()
    call_command("import_workdays", "2026")
    assert WorkdayOverride.objects.get(date=date(2026, 10, 10)).is_workday
    assert "Nothing was written" in capsys.readouterr().out


def test_the_command_takes_a_file(tmp_path):
    file = tmp_path / "plan.csv"
    file.write_text(PLAN, encoding="gb18030")
    call_command("import_workdays", "2027", str(file))
    assert WorkdayOverride.objects.get(date=date(2027, 10, 9)).source == "plan.csv"


@pytest.mark.parametrize("arguments", [["2027"], ["27"], ["2027", "/nowhere/plan.csv"]])
def test_the_command_says_what_is_wrong(arguments):
    with pytest.raises(CommandError):
        call_command("import_workdays", *arguments)
    assert not WorkdayOverride.objects.exists()
