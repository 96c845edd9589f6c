"""What a leader looks for in the books of an organization."""

import re
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.workflow import RecordState

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")
DAY_AND_KEY = re.compile(r"(20\d\d-\d\d-\d\d)\.(\d{1,18})\Z")


class BooksForm(forms.Form):
    """The address of a page of the books. It holds keys and numbers; a name never stands in an address."""

    organization = forms.IntegerField(
        label=_("Organization"), required=False, min_value=1, max_value=2**62, widget=forms.Select
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *RecordState.choices])
    month = forms.CharField(
        label=_("Month"), required=False, max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10", "autocomplete": "off"}),
    )  # fmt: skip
    title = forms.CharField(label=_("Activity"), required=False, max_length=80)
    volunteer = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def offer(self, organizations: list[tuple[int, str]]) -> None:
        self.fields["organization"].widget.choices = organizations

    def clean_month(self) -> tuple[date, date] | None:
        """Its first and its last day."""
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        found = MONTH.match(text)
        if not found:
            raise forms.ValidationError(_("Write a month like 2026-10."))
        first = date(int(found[1]), int(found[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def clean_before(self) -> tuple[date, int] | None:
        text = self.cleaned_data["before"]
        found = DAY_AND_KEY.match(text)
        try:
            return (date.fromisoformat(found[1]), int(found[2])) if found else None
        except ValueError as error:
            raise forms.ValidationError(_("There is no such page. Please start from the first.")) from error


class BooksSearchForm(BooksForm):
    """Sent, not written into the address: it may hold a name."""

    who = forms.CharField(
        label=_("Volunteer number, or the exact real name"), required=False, max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    field_order = ("organization", "who", "title", "month", "state")
