"""Hours as their owner sees them: plain values, two statements, words made once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib import asked
from lib.refusals import Invalid
from volunteers.models import ServiceRecord, Shift
from volunteers.models.records import LIFETIME, Needs
from volunteers.service_time import hours_of
from volunteers.vocabulary import Source
from volunteers.workflow import RecordState

PER_PAGE = 20
PILLS = {
    RecordState.PENDING: "waiting",
    RecordState.CONFIRMED: "done",
    RecordState.REJECTED: "bad",
    RecordState.CORRECTED: "closed",
    RecordState.VOID: "closed",
}
# What a record waits for, in the volunteer's words.
WAITS = {
    Needs.ONE: _("waits for the organization"),
    Needs.SECOND: _("waits for a second person: a long day"),
    Needs.OFFICE: _("waits for the office: more than the day's limit"),
    Needs.VOID: _("somebody proposed to make it void"),
}
STATES = dict(RecordState.choices)
SOURCES = dict(Source.choices)


class Row(NamedTuple):
    """One record of a list."""

    url: str
    title: str
    meta: str
    hours: str
    state: str
    pill: str
    waits: str


# Its texts and its shape.
DRAWN = ("url", "title", "meta", "hours"), ("state", "pill", "waits")


@dataclass(slots=True)
class Totals:
    """Kept totals of one person, newest year first. `volunteer` is None for who is not registered."""

    volunteer: int | None = None
    number: str = ""
    minutes: int = 0
    records: int = 0
    years: list[tuple[int, int, int]] = field(default_factory=list)

    def of(self, year: int) -> int:
        return next((minutes for known, minutes, _records in self.years if known == year), 0)


def totals_of(rows: Iterable[tuple]) -> Totals:
    """From the rows of `with_totals`."""
    found = Totals()
    for pk, number, year, minutes, records in rows:
        found.volunteer, found.number = pk, number
        if year == LIFETIME:
            found.minutes, found.records = minutes, records
        elif year is not None:
            found.years.append((year, minutes, records))
    return found


def with_totals(accounts: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
    """Beside an account its registration and its totals, a row for each; of nobody registered one row of nothing."""
    names = ("pk", "number", "totals__year", "totals__minutes", "totals__records")
    return accounts.order_by("-volunteer__totals__year"), tuple(f"volunteer__{name}" for name in names)


@dataclass(frozen=True, slots=True)
class Filters:
    """Year and state as chosen; `before` is where the page begins: a day and a key, both not included."""

    year: int | None = None
    state: str = ""
    before: tuple[date, int] | None = None

    @classmethod
    def read(cls, query: Any) -> "Filters":
        """Raises Invalid."""
        state = query.get("state", "")
        try:
            year = int(query["year"]) if query.get("year") else None
            day, _dot, key = query.get("before", "").partition(".")
            before = (date.fromisoformat(day), int(key)) if day else None
        except ValueError as error:
            raise Invalid(_("There is no such page. Please start from the first.")) from error
        if (state and state not in STATES) or (year is not None and not 1990 <= year <= 2100):
            raise Invalid(_("There is no such choice. Please choose one from the page."))
        return cls(year, state, before)


COLUMNS = (
    "pk", "day", "minutes", "source", "state", "needs", "service__title", "service__title_en", "service__place_name",
    "service__place_name_en",
)  # fmt: skip


def page_of(volunteer: int, filters: Filters) -> tuple[list[Row], str]:
    """One page, newest first, and where the next begins (empty: this was the last)."""
    if filters == Filters():
        found = asked.rows(_newest, (volunteer,), PER_PAGE)
    else:
        found = list(_page(filters, volunteer, PER_PAGE))
    more = ""
    if len(found) > PER_PAGE:
        found.pop()
        more = f"{found[-1][1].isoformat()}.{found[-1][0]}"
    return _rows(found), more


def _newest(per_page: int) -> QuerySet:
    """Values: the volunteer. The page that nearly everybody asks for."""
    return _page(Filters(), asked.number(0), per_page)


def _page(filters: Filters, volunteer: int, per_page: int) -> QuerySet:
    records = ServiceRecord.objects.filter(volunteer=volunteer)
    if filters.year:
        records = records.filter(day__range=(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.state:
        records = records.filter(state=filters.state)
    if filters.before:
        day, key = filters.before
        # The first condition alone lets the index begin where the page does.
        records = records.filter(day__lte=day).exclude(day=day, pk__gte=key)
    return records.newest().values_list(*COLUMNS)[: per_page + 1]


def _rows(found: Sequence[tuple]) -> list[Row]:
    language = get_language()
    is_english = language == "en"
    year = timezone.localdate().year
    states = {code: str(label) for code, label in STATES.items()}
    sources = {code: str(label) for code, label in SOURCES.items()}
    waits = {code: str(label) for code, label in WAITS.items()}
    base = reverse("my_hours")
    rows = []
    for pk, day, minutes, source, state, needs, title, title_en, place, place_en in found:
        place = is_english and place_en or place
        rows.append(
            Row(
                f"{base}{pk}/",
                is_english and title_en or title,
                f"{day_words(day, year, language)} · {sources[source]} · {place}",
                hours_of(minutes),
                states[state],
                PILLS[state],
                waits.get(needs, ""),
            )
        )
    return rows


def state_words() -> tuple[tuple[str, str], ...]:
    return tuple((code, str(label)) for code, label in STATES.items())


def shift_words(shift: Shift) -> str:
    begins, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M} · {shift.activity.local_title}"


@lru_cache(maxsize=2048)
def day_words(day: date, year: int, language: str) -> str:
    """A day of this `year` without it."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == year else "DATE_FORMAT")


def chosen(filters: Filters, years: Iterable[tuple[int, int, int]]) -> tuple[int, ...]:
    """Years to choose from: those with hours, and the chosen one."""
    known = {year for year, _minutes, _records in years}
    return tuple(sorted(known | ({filters.year} if filters.year else set()), reverse=True))
