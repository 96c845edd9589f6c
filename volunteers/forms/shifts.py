from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models import Shift

HOURS = [(0, _("Until it begins")), (2, _("2 hours before")), (24, _("1 day before")), (72, _("3 days before"))]
DAY = timedelta(days=1)
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ShiftForm(forms.Form):
    """One shift as a leader thinks of it: a day, from, to, how many. An end before the beginning is an error."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("From"), widget=TIME)
    ends = forms.TimeField(label=_("To"), widget=TIME)
    overnight = forms.BooleanField(required=False, label=_("It ends on the next day"))
    capacity = forms.IntegerField(label=_("How many people"), min_value=1, max_value=5000)
    closes = forms.TypedChoiceField(label=_("Sign-up until"), coerce=int, choices=HOURS)
    withdraw = forms.TypedChoiceField(label=_("Withdrawal until"), coerce=int, choices=HOURS, initial=24)
    meeting = forms.CharField(required=False, max_length=200, label=_("Where to meet"))
    meeting_en = forms.CharField(required=False, max_length=300, label=_("Where to meet, in English"))

    @classmethod
    def initial_of(cls, shift: Shift) -> dict:
        begins, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        return {
            "day": begins.date(),
            "begins": begins.time(),
            "ends": ends.time(),
            "overnight": ends.date() > begins.date(),
            "capacity": shift.capacity,
            "closes": _nearest(shift.starts_at - shift.closes_at),
            "withdraw": _nearest(shift.starts_at - shift.withdraw_until),
            "meeting": shift.meeting,
            "meeting_en": shift.meeting_en,
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if not {"day", "begins", "ends"} <= cleaned.keys():
            return cleaned
        starts_at = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["begins"]))
        ends_at = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["ends"]))
        if cleaned.get("overnight"):
            ends_at += DAY
        if ends_at <= starts_at:
            words = _("A shift ends after it began. If it goes past midnight, tick “It ends on the next day”.")
            self.add_error("ends", words)
        elif ends_at - starts_at > DAY:
            self.add_error("ends", _("A shift lasts at most 24 hours. Make one shift for each day."))
        cleaned |= {"starts_at": starts_at, "ends_at": ends_at}
        return cleaned

    @property
    def values(self) -> dict:
        """As `create_shift` and `change_shift` take them."""
        cleaned = self.cleaned_data
        starts_at = cleaned["starts_at"]
        return {
            **{name: cleaned[name] for name in ("starts_at", "ends_at", "capacity", "meeting", "meeting_en")},
            "closes_at": starts_at - timedelta(hours=cleaned["closes"]),
            "withdraw_until": starts_at - timedelta(hours=cleaned["withdraw"]),
        }


def _nearest(before: timedelta) -> int:
    """The choice that comes closest to what stands."""
    hours = before / timedelta(hours=1)
    return min((value for value, _label in HOURS), key=lambda value: abs(value - hours))
