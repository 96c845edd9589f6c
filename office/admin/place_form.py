from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from lib.datum import Datum, to_wgs84
from places.models import Facility, Kind, Place
from places.validators import validate_in_city

DATUMS = [
    (Datum.WGS84, _("WGS-84 (GPS)")),
    (Datum.CGCS2000, _("CGCS2000 (天地图)")),
    (Datum.GCJ02, _("GCJ-02 (Amap, Tencent)")),
    (Datum.BD09, _("BD-09 (Baidu)")),
]


class PlaceForm(forms.ModelForm):
    """A place on the map, or by coordinates typed in any datum met here; stored as WGS-84 either way."""

    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-180, max_value=180)
    datum = forms.ChoiceField(
        label=_("These coordinates are in"),
        choices=DATUMS,
        required=False,
        initial=Datum.WGS84,
        help_text=_("Typed coordinates come before the map. Leave both empty to take the point from the map."),
    )
    facilities = forms.MultipleChoiceField(
        label=Place._meta.get_field("facilities").verbose_name,
        choices=Facility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    kind: Kind | None = None

    class Meta:
        model = Place
        exclude: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "point" in self.fields:
            self.fields["point"].required = False
        if self.kind and self.instance._state.adding:
            self.instance.kind = self.kind

    def _get_validation_exclusions(self) -> set[str]:
        """The kind is not typed, but a name is unique within its kind and region."""
        return super()._get_validation_exclusions() - {"kind"}

    def clean(self) -> dict:
        cleaned = super().clean()
        if "point" not in self.fields or {"point", "longitude", "latitude", "datum"} & self.errors.keys():
            return cleaned
        longitude, latitude = cleaned.get("longitude"), cleaned.get("latitude")
        if (longitude is None) != (latitude is None):
            self.add_error("longitude", _("A place needs both longitude and latitude."))
        elif longitude is not None:
            self._take_typed(longitude, latitude)
        elif cleaned.get("point") is None:
            self.add_error("point", _("Set a point on the map, or type its coordinates."))
        return cleaned

    def _take_typed(self, longitude: float, latitude: float) -> None:
        point = Point(*to_wgs84(longitude, latitude, self.cleaned_data["datum"] or Datum.WGS84), srid=4326)
        try:
            validate_in_city(point)
        except forms.ValidationError as error:
            self.add_error("longitude", error)
        else:
            self.cleaned_data["point"] = point

    @property
    def changed_columns(self) -> list[str]:
        """Model fields that the form changes, so that two people's edits of different fields both stand."""
        changed = set(self.changed_data)
        if changed & {"longitude", "latitude", "datum"} and self.cleaned_data.get("longitude") is not None:
            changed.add("point")
        names = {field.name for field in self._meta.model._meta.concrete_fields}
        return sorted(changed & names)


class AnyPlaceForm(PlaceForm):
    """A place whose kind has no register of its own; the kind is chosen once, when it is entered."""

    chosen_kind = forms.ChoiceField(label=Place._meta.get_field("kind").verbose_name, choices=Kind.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["chosen_kind"]

    def clean_chosen_kind(self) -> str:
        self.instance.kind = self.cleaned_data["chosen_kind"]
        return self.instance.kind


class EntranceForm(forms.ModelForm):
    """One line per entrance: its coordinates, typed."""

    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-180, max_value=180)
    datum = forms.ChoiceField(label=_("Datum"), choices=DATUMS, initial=Datum.WGS84)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.point:
            self.initial["longitude"] = round(self.instance.point.x, 7)
            self.initial["latitude"] = round(self.instance.point.y, 7)

    def clean(self) -> dict:
        cleaned = super().clean()
        if {"longitude", "latitude", "datum"} & self.errors.keys() or not self.has_changed():
            return cleaned
        point = Point(*to_wgs84(cleaned["longitude"], cleaned["latitude"], cleaned["datum"]), srid=4326)
        try:
            validate_in_city(point)
        except forms.ValidationError as error:
            self.add_error("longitude", error)
        else:
            self.instance.point = point
        return cleaned
