from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from lib.datum import Datum, to_wgs84
from places.reach import Profile
from places.validators import validate_in_city


class NearForm(forms.Form):
    """Where somebody is, as the query string says it: `lon`, `lat` in degrees, `datum` of the device."""

    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    datum = forms.ChoiceField(
        required=False, choices=[(datum.value, datum.value) for datum in Datum], widget=forms.HiddenInput
    )
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
