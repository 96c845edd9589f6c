from django import forms
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import clean_mobile
from photos.forms import PhotoField

LONGEST_FEEDBACK = 1000


class PlainText(forms.CharField):
    """Text in lines: a line's end counts as one character, as it does for whoever types it."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class FeedbackForm(forms.Form):
    """What somebody tells the office about a place. Nothing is ticked beforehand."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _("This form is broken. Please reload the page.")),
    )
    text = PlainText(
        label=_("What would you like to tell us?"),
        max_length=LONGEST_FEEDBACK,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write what you want to tell us.")},
    )
    photo = PhotoField(required=False)
    phone = forms.CharField(
        required=False,
        max_length=40,
        label=_("Mobile number"),
        help_text=_("Only if you want to be called back. It is kept sealed and wiped 90 days after the answer."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    may_call = forms.BooleanField(required=False, label=_("You may call me back on this number about this message."))
    may_publish = forms.BooleanField(
        required=False,
        label=_("You may show my words, with your answer and without my number or photo, on the page of this place."),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return clean_mobile(phone) if phone else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("phone") and not cleaned.get("may_call"):
            self.add_error("may_call", _("Tick this so that we may call, or leave the number empty."))
        if cleaned.get("may_call") and cleaned.get("phone") == "":
            self.add_error("phone", _("Which number may we call?"))
        return cleaned

    @property
    def message(self) -> dict:
        """As `send_feedback` takes it."""
        return {name: self.cleaned_data[name] for name in ("token", "text", "photo", "phone", "may_publish")}
