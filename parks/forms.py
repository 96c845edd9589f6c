from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from places.forms import NearForm
from places.models import Facility

TICK = [("1", _("Yes"))]
WITHIN_MINUTES = 10
CHIP_ICONS = {"open": "clock", "step_free": "wheelchair", "children": "child", "elderly": "elder", "within": "near"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice as a link that turns it on, or off again."""

    name: str
    label: str
    icon: str
    href: str
    is_on: bool


@lru_cache(maxsize=512)
def read_filters(query: str, language: str) -> "ParkFilterForm":
    """The filters of an address, read once per language; the form is only looked at afterwards."""
    form = ParkFilterForm(QueryDict(query))
    form.is_valid()
    return form


class ParkFilterForm(NearForm):
    """The list's filters as the query string says them. Every field has few values, so that pages can be kept."""

    open = forms.ChoiceField(required=False, choices=TICK, label=_("Open now"))
    step_free = forms.ChoiceField(required=False, choices=TICK, label=_("Step-free"))
    children = forms.ChoiceField(required=False, choices=TICK, label=_("For children"))
    elderly = forms.ChoiceField(required=False, choices=TICK, label=_("For older people"))
    within = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(WITHIN_MINUTES, _("Within 10 minutes on foot"))],
        label=_("Within 10 minutes on foot"),
    )
    facility = forms.MultipleChoiceField(required=False, choices=Facility.choices, label=_("Also there"))
    town = forms.RegexField(r"^\d{6,12}\Z", required=False, label=_("Town or sub-district"))
    sort = forms.ChoiceField(
        required=False, choices=[("name", _("Name")), ("distance", _("Distance"))], label=_("Sort by")
    )
    view = forms.ChoiceField(required=False, choices=[("list", _("List")), ("map", _("Map"))], label=_("Show as"))
    page = forms.IntegerField(required=False, min_value=1, label=_("Page"))

    def clean(self) -> dict:
        cleaned = super().clean()
        needs_point = cleaned.get("within") or cleaned.get("sort") == "distance"
        if needs_point and not cleaned.get("point") and not self.errors:
            raise forms.ValidationError(_("To see what is near, please say first where you are."))
        return cleaned

    def wanted(self, name: str):
        """The value of a field, or nothing where it was not given or could not be read."""
        return self.cleaned_data.get(name) or None

    @property
    def chips(self) -> list[Chip]:
        """The filters that are a plain yes or no; "within ten minutes" only for those who said where they are."""
        return [self._chip(name) for name in CHIP_ICONS if name != "within" or self.wanted("point")]

    @property
    def views(self) -> list[Chip]:
        """List and map, as equals."""
        chosen = self.wanted("view") or "list"
        icons = {"list": "list", "map": "map"}
        return [
            Chip(value, label, icons[value], self.href(view=value if value == "map" else None), value == chosen)
            for value, label in self.fields["view"].choices
        ]

    @property
    def is_filtered(self) -> bool:
        return any(self.wanted(name) for name in (*CHIP_ICONS, "facility", "town"))

    @property
    def is_detailed(self) -> bool:
        """Something that the form's folded part chooses, so it is shown unfolded."""
        return any(self.wanted(name) for name in ("facility", "town"))

    @property
    def unfiltered(self) -> str:
        return self.href(**dict.fromkeys((*CHIP_ICONS, "facility", "town")))

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the chips and the device chose, to be sent along with the rest of the form."""
        names = ("lon", "lat", "datum", *CHIP_ICONS, "view")
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

    @property
    def without_place(self) -> str:
        return self.href(lon=None, lat=None, datum=None, profile=None, within=None, sort=None)

    @property
    def place_query(self) -> str:
        """`?lon=…&lat=…` for the pages of single parks, or nothing."""
        if not self.wanted("point"):
            return ""
        query = QueryDict(mutable=True)
        for name in ("lon", "lat", "datum", "profile"):
            if self.data.get(name):
                query[name] = self.data[name]
        return f"?{query.urlencode()}"

    def _chip(self, name: str) -> Chip:
        field, is_on = self.fields[name], bool(self.wanted(name))
        value = str(field.choices[-1][0])
        return Chip(name, field.label, CHIP_ICONS[name], self.href(**{name: None if is_on else value}), is_on)
