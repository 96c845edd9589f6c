from datetime import date

import pytest

from office import calendar
from office.models import WorkdayOverride

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_warned():
    calendar.warn_of_year_without_plan.cache_clear()


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 10, 8),
        date(2022, 10, 9),
        date(2025, 1, 26),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_swapped_weekend_days_are_working_days(day):
    assert calendar.is_workday(day)


@pytest.mark.parametrize("day", range(15, 24))
def test_spring_festival_of_2026_is_off(day):
    assert not calendar.is_workday(date(2026, 2, day))


@pytest.mark.parametrize("day", [date(2025, 3, 7), date(2024, 3, 8), date(2026, 5, 6), date(2026, 6, 1)])
def test_partial_holidays_are_working_days(day):
    assert calendar.is_workday(day)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2022, 9, 29), 10, date(2022, 10, 18)),
        (date(2022, 9, 28), 5, date(2022, 10, 10)),
        (date(2025, 5, 6), 5, date(2025, 5, 13)),
        (date(2026, 9, 19), 0, date(2026, 9, 19)),
    ],
)
def test_working_days_are_added_after_day_zero(start, count, end):
    assert calendar.add_workdays(start, count) == end


def test_a_span_with_both_ends_holds_five_working_days():
    first, last = date(2025, 5, 7), date(2025, 5, 13)
    assert calendar.Calendar(first, last).count(first, last) == 5


def test_days_between_leave_out_day_zero_and_count_back_when_overdue():
    assert calendar.workdays_between(date(2022, 9, 29), date(2022, 10, 18)) == 10
    assert calendar.workdays_between(date(2022, 10, 18), date(2022, 9, 29)) == -10
    assert calendar.workdays_between(date(2022, 9, 29), date(2022, 9, 29)) == 0


def test_the_offices_table_comes_before_the_library():
    WorkdayOverride.objects.create(date=date(2026, 11, 23), is_workday=False, name="台风停工")
    assert not calendar.is_workday(date(2026, 11, 23))
    assert calendar.add_workdays(date(2026, 11, 20), 1) == date(2026, 11, 24)


def test_a_year_without_plan_falls_back_to_weekdays_and_warns_once(caplog):
    assert calendar.is_workday(date(2031, 10, 1))
    assert not calendar.is_workday(date(2031, 10, 4))
    assert calendar.is_workday(date(2031, 10, 6))
    warnings = [record.getMessage() for record in caplog.records if record.name == "office.calendar"]
    assert len(warnings) == 1
    assert "2031" in warnings[0]


def test_a_plan_of_the_office_ends_the_warning(caplog):
    WorkdayOverride.objects.create(date=date(2031, 10, 1), is_workday=False, name="国庆节")
    assert not calendar.is_workday(date(2031, 10, 1))
    assert calendar.is_workday(date(2031, 10, 6))
    assert not caplog.records


def test_next_years_plan_is_missed_from_november():
    assert calendar.years_without_plan(date(2026, 10, 31)) == []
    assert calendar.years_without_plan(date(2026, 11, 1)) == [2027]
    assert calendar.years_without_plan(date(2030, 12, 1)) == [2030, 2031]
    WorkdayOverride.objects.create(date=date(2031, 1, 1), is_workday=False)
    assert calendar.years_without_plan(date(2030, 12, 1)) == [2030]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: calendar.is_workday(date(2022, 10, 8)),
        lambda: calendar.add_workdays(date(2022, 9, 29), 200),
        lambda: calendar.workdays_between(date(2022, 1, 1), date(2024, 1, 1)),
    ],
)
def test_the_database_is_asked_once(ask, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask()


def test_nobody_counts_back():
    with pytest.raises(ValueError, match="forward"):
        calendar.add_workdays(date(2026, 1, 1), -1)
