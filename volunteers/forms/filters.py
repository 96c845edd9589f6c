"""The list of activities as its address says it: filters, and list, map or calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from places.forms import NearForm
from volunteers.vocabulary import Category

TICK = [("1", _("Yes"))]
NARROWING = ("category", "town", "when", "places", "young", "organization")
KEPT_PARAMS = ("category", "town", "when", "places", "young", "organization", "view", "month", "page")
WHEN_ICONS = {"today": "clock", "week": "calendar", "weekend": "sun"}
VIEW_ICONS = {"list": "list", "map": "map", "calendar": "calendar"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as a link that turns it on, or off again."""

    name: str
    label: str
    href: str
    is_on: bool
    icon: str = ""


@lru_cache(maxsize=512)
def read_activity_filters(query: str, language: str) -> "ActivityFilterForm":
    """The filters of an address, read once per language; the form is only looked at afterwards."""
    form = ActivityFilterForm(QueryDict(query))
    form.is_valid()
    return form


class ActivityFilterForm(NearForm):
    """Every field has few values, so that pages can be kept."""

    category = forms.ChoiceField(required=False, choices=Category.choices, label=_("Kind of service"))
    town = forms.RegexField(r"^\d{6,12}\Z", required=False, label=_("Town or sub-district"))
    when = forms.ChoiceField(
        required=False,
        choices=[("today", _("Today")), ("week", _("Next seven days")), ("weekend", _("At the weekend"))],
        label=_("When"),
    )
    places = forms.ChoiceField(required=False, choices=TICK, label=_("Places left"))
    young = forms.ChoiceField(required=False, choices=TICK, label=_("For under 18"))
    organization = forms.IntegerField(required=False, min_value=1, max_value=2**62, label=_("Organization"))
    view = forms.ChoiceField(
        required=False,
        choices=[("list", _("List")), ("map", _("Map")), ("calendar", _("Calendar"))],
        label=_("Show as"),
    )
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])\Z", required=False, label=_("Month"))
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, label=_("Page"))

    def wanted(self, name: str):
        """The value of a field, or nothing where it was not given or could not be read."""
        return self.cleaned_data.get(name) or None

    @property
    def is_filtered(self) -> bool:
        return any(self.wanted(name) for name in NARROWING)

    def month_or(self, today: date) -> date:
        """The first day of the month to show."""
        text = self.wanted("month")
        return date(int(text[:4]), int(text[5:]), 1) if text else today.replace(day=1)

    @property
    def categories(self) -> list[Choice]:
        return [self._choice("category", value, label) for value, label in Category.choices]

    @property
    def times(self) -> list[Choice]:
        return [self._choice("when", value, label, WHEN_ICONS[value]) for value, label in self.fields["when"].choices]

    @property
    def ticks(self) -> list[Choice]:
        icons = {"places": "person", "young": "child"}
        return [self._choice(name, "1", self.fields[name].label, icon) for name, icon in icons.items()]

    @property
    def views(self) -> list[Choice]:
        chosen = self.wanted("view") or "list"
        return [
            Choice(value, label, self.href(view=None if value == "list" else value, month=None), value == chosen, icon)
            for (value, label), icon in zip(self.fields["view"].choices, VIEW_ICONS.values(), strict=True)
        ]

    @property
    def unfiltered(self) -> str:
        return self.href(**dict.fromkeys(NARROWING))

    @property
    def without_place(self) -> str:
        return self.href(lon=None, lat=None, datum=None, profile=None)

    @property
    def feed_query(self) -> str:
        """The same filters for the calendar's address, which knows no place, page or view."""
        query = QueryDict(mutable=True)
        for name in NARROWING:
            if self.wanted(name):
                query[name] = self.data[name]
        return f"?{query.urlencode()}" if query else ""

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the chips chose, sent along with the town."""
        names = ("lon", "lat", "datum", "category", "when", "places", "young", "organization", "view", "month")
        return [(name, self.data[name]) for name in names if self.data.get(name)]

    def href(self, **changes: str | None) -> str:
        """This list with other filters, from its first page on; None takes a filter away."""
        query: QueryDict = self.data.copy()
        for name in list(query):
            if name not in self.fields or not query[name]:
                del query[name]
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def _choice(self, name: str, value: str, label, icon: str = "") -> Choice:
        is_on = self.wanted(name) == value
        return Choice(f"{name}-{value}", label, self.href(**{name: None if is_on else value}), is_on, icon)


def span_of(when: str | None, at: datetime) -> tuple[datetime, datetime] | None:
    """Moments between which a shift begins: today, the next seven days, or the weekend now or next."""
    today = timezone.localdate(at)
    if when == "today":
        return _midnight(today), _midnight(today + timedelta(days=1))
    if when == "week":
        return _midnight(today), _midnight(today + timedelta(days=7))
    if when == "weekend":
        saturday = today + timedelta(days=(5 - today.weekday()) % 7) if today.weekday() != 6 else today
        return _midnight(saturday), _midnight(saturday + timedelta(days=7 - saturday.weekday()))
    return None


def month_span(month: date) -> tuple[datetime, datetime]:
    following = (month + timedelta(days=32)).replace(day=1)
    return _midnight(month), _midnight(following)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
