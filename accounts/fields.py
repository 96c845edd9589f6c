from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import LONGEST_INPUT, clean_mobile
from lib.text import half_width


class MobileField(forms.CharField):
    """A Chinese mobile number in any spelling; its clean value is eleven digits."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Mobile number"))
        kwargs["max_length"] = LONGEST_INPUT
        kwargs["widget"] = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**kwargs)

    def clean(self, value) -> str:
        text = super().clean(value)
        return clean_mobile(text) if text else text

    def run_validators(self, value) -> None:
        # "At most 256 characters" helps nobody; the sentence about eleven digits does.
        if value and len(value) > LONGEST_INPUT:
            raise ValidationError(_("Please enter a mobile number of 11 digits, such as 138 0013 8000."), code="mobile")
        super().run_validators(value)

    def widget_attrs(self, widget) -> dict:
        return {}


class CodeField(forms.CharField):
    """Six digits, full-width or with spaces if they were typed so."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Six-digit code"))
        kwargs["widget"] = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "autofocus": True}
        )
        super().__init__(max_length=32, **kwargs)

    def to_python(self, value) -> str:
        return "".join(half_width(super().to_python(value)).split())
