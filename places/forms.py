from functools import lru_cache

from django import forms
from django.contrib.gis.geos import Point
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.datum import Datum, to_wgs84
from lib.refusals import Invalid
from places.models import Kind
from places.reach import Profile
from places.validators import validate_in_city

LONGEST_SEARCH = 100
TOO_LONG = _("This is too long to search for. Please use at most %(limit_value)d characters.")


class NearForm(forms.Form):
    """Where somebody is, as the query string says it: `lon`, `lat` in degrees, `datum` of the device."""

    lon = forms.FloatField(
        required=False, min_value=-180, max_value=180, label=_("Longitude"), widget=forms.HiddenInput
    )
    lat = forms.FloatField(required=False, min_value=-180, max_value=180, label=_("Latitude"), widget=forms.HiddenInput)
    datum = forms.ChoiceField(
        required=False, choices=[(datum.value, datum.value) for datum in Datum], label=_("Datum"),
        widget=forms.HiddenInput,
    )  # fmt: skip
    profile = forms.ChoiceField(required=False, choices=Profile.choices, label=_("Who walks"))

    def clean_profile(self) -> Profile:
        return Profile(self.cleaned_data["profile"] or Profile.ADULT)

    def clean(self) -> dict:
        cleaned = super().clean()
        lon, lat = cleaned.get("lon"), cleaned.get("lat")
        cleaned["point"] = None
        if (lon is None) != (lat is None) and not self.errors:
            raise forms.ValidationError(_("A place needs both longitude and latitude."))
        if lon is not None and lat is not None:
            point = Point(*to_wgs84(lon, lat, cleaned.get("datum") or Datum.WGS84), srid=4326)
            validate_in_city(point)
            cleaned["point"] = point
        return cleaned

    @property
    def sentences(self) -> list[str]:
        """What is wrong, in sentences: the fields are hidden, so the page says it at its head."""
        return [self._sentence(name, error) for name, errors in self.errors.items() for error in errors]

    def _sentence(self, name: str, error: str) -> str:
        return f"{self.fields[name].label}: {error}" if name in self.fields else error


def read_near(request: HttpRequest) -> NearForm:
    """Where the reader of a place's page is, as its address says it. Raises Invalid with a sentence."""
    near = _near(request.META.get("QUERY_STRING", ""), get_language())
    if not near.is_valid():
        raise Invalid(near.sentences[0])
    return near


@lru_cache(maxsize=512)
def _near(query: str, _language: str) -> NearForm:
    """Read once per language; the form is only looked at afterwards."""
    form = NearForm(QueryDict(query))
    form.is_valid()
    return form


class PlaceSearchForm(NearForm):
    """The list of places as its address says it."""

    kind = forms.MultipleChoiceField(required=False, choices=Kind.choices, label=_("Kind"))
    open = forms.ChoiceField(required=False, choices=[("1", "1")], label=_("Open now"))
    within = forms.ChoiceField(required=False, choices=[("10", "10")], label=_("Within ten minutes"))
    q = forms.CharField(
        required=False, max_length=LONGEST_SEARCH, label=_("Search"), error_messages={"max_length": TOO_LONG}
    )
    page = forms.IntegerField(required=False, min_value=1, label=_("Page"))

    @property
    def wanted(self) -> dict:
        """What was asked for, with None for what was not or could not be read."""
        return {**dict.fromkeys((*self.fields, "point")), **self.cleaned_data}


@lru_cache(maxsize=512)
def read_search(query: str, language: str) -> PlaceSearchForm:
    """The search of an address, read once per language; the form is only looked at afterwards."""
    form = PlaceSearchForm(QueryDict(query))
    form.is_valid()
    return form


class CoverageForm(NearForm):
    kind = forms.ChoiceField(required=False, choices=Kind.choices, label=_("Kind"))

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"] or Kind.PARK)
