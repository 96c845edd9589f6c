import re
import unicodedata
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from places.forms import NearForm
from volunteers.attendance import Attendance

BROKEN = dict.fromkeys(("required", "invalid", "invalid_choice"), _("This form is broken. Please reload the page."))
KINDS = [("in", _("Check in")), ("out", _("Check out"))]


class ProofForm(forms.Form):
    """What every check-in and check-out carries: a random id, so that sending it twice is one, and which it is."""

    id = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput, error_messages=BROKEN)


class DigitsForm(ProofForm):
    digits = forms.CharField(
        max_length=20,
        label=_("The leader's six digits"),
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "pattern": "[0-9０-９ ]*",
                "class": "digits",
            }
        ),
        error_messages={"required": _("Type the six digits that the leader's phone shows.")},
    )

    def clean_digits(self) -> str:
        digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["digits"]))
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise forms.ValidationError(_("Type the six digits that the leader's phone shows."))
        return digits


class HereForm(NearForm, ProofForm):
    """Where the phone is, on a tap."""

    accuracy = forms.FloatField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and cleaned["point"] is None:
            raise forms.ValidationError(_("The phone did not say where it is."))
        return cleaned


class LeftForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    at = forms.TimeField(
        label=_("When did you leave?"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": _("Give the time."), "invalid": _("Give the time as hours and minutes.")},
    )

    def left_at(self, attendance: Attendance) -> datetime:
        """The first such time after the check-in."""
        came = timezone.localtime(attendance.came.at)
        at = self.cleaned_data["at"]
        left = came.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        return left if left > came else left + timedelta(days=1)


class TickForm(forms.Form):
    """Whom the leader ticked on the roster, and what for."""

    id = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    kind = forms.ChoiceField(choices=KINDS, error_messages=BROKEN)
    volunteers = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one person first."), **BROKEN}
    )

    def __init__(self, *args, on_roster: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteers"].choices = [(pk, pk) for pk in on_roster]
        self.fields["volunteers"].error_messages["required"] = _("Tick at least one person first.")


class WalkUpForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    who = forms.CharField(
        max_length=60,
        label=_("Volunteer number, mobile number, or the full name of a member"),
        error_messages={"required": _("Type a volunteer number, a mobile number or a full name.")},
    )
