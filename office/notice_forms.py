"""What people send about public notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import DocumentType, parse_document
from office.objecting import LONGEST_OBJECTION, WHY_A_NAME, own_name, own_phone
from office.workflow import NoticeKind
from photos.forms import PhotoField
from places.feedback_forms import PlainText

LONGEST_CODE = 40


class NoticeFilterForm(forms.Form):
    kind = forms.ChoiceField(required=False, choices=NoticeKind.choices)
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)


class ObjectionForm(forms.Form):
    """An objection in one's own name. Nothing of it is shown to the public."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _("This form is broken. Please reload the page.")),
    )
    text = PlainText(
        label=_("What do you object to, and why?"),
        max_length=LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write what you object to, and why.")},
    )
    name = forms.CharField(
        label=_("Your real name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": WHY_A_NAME},
    )
    phone = forms.CharField(
        label=_("Telephone on which you can be reached"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": WHY_A_NAME},
    )
    document = forms.CharField(
        required=False,
        label=_("Number of your identity card"),
        max_length=40,
        help_text=_("Not needed. With it the office need not ask later who you are."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    photo = PhotoField(required=False, label=_("A photo that shows it"))

    def clean_name(self) -> str:
        return own_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return own_phone(self.cleaned_data["phone"])

    def clean_document(self) -> str:
        document = self.cleaned_data["document"]
        return parse_document(DocumentType.RESIDENT_ID, document).number if document else ""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the receipt"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Please type the code that stands on the receipt.")},
    )
