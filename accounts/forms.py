from datetime import date

from allauth.account.forms import LoginForm
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CodeField, MobileField
from lib.people_numbers import DocumentType, clean_real_name, parse_document
from lib.text import without_hidden


def _display_name(**kwargs) -> forms.CharField:
    return forms.CharField(
        label=_("What shall we call you?"),
        max_length=64,
        required=False,
        help_text=_("A name of your choice, not your real name. You can leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        **kwargs,
    )


class PhoneForm(forms.Form):
    phone = MobileField(help_text=_("A mobile number of mainland China. We send it a code of six digits."))


class CodeForm(forms.Form):
    code = CodeField()

    def __init__(self, *args, expected: str, **kwargs):
        self.expected = expected
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise ValidationError(_("This is not the code that we sent. Please compare it once more."), code="code")
        return code


class OpenAccountForm(forms.Form):
    display_name = _display_name()
    agree = forms.BooleanField(
        label=_("I have read the privacy notice and agree that my mobile number is kept for my account"),
        error_messages={
            "required": _("An account needs this consent. Without it, every public page stays open to you.")
        },
    )

    def clean_display_name(self) -> str:
        return without_hidden(self.cleaned_data["display_name"]).strip()


class RenameForm(forms.Form):
    display_name = _display_name()

    def clean_display_name(self) -> str:
        return without_hidden(self.cleaned_data["display_name"]).strip()


class StaffLoginForm(LoginForm):
    """User name and password; residents sign in by code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("User name"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].max_length = 128
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def _setup_password_field(self) -> None:
        """allauth drops the password where sign-up has none; staff have one."""

    def user_credentials(self) -> dict:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data.get("password", "")}


class IdentityForm(forms.Form):
    name = forms.CharField(
        label=_("Real name"),
        help_text=_("As it stands on the document; a name with “·” is written with it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType)
    document = forms.CharField(label=_("Document number"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = forms.DateField(
        label=_("Birth date"),
        required=False,
        help_text=_("Only needed where the document number does not say it, such as for a passport."),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
    )
    agree = forms.BooleanField(
        label=_("I agree that my name, document number and birth date are kept, sealed, to check who I am"),
        error_messages={"required": _("Your identity is kept only with this consent.")},
    )

    def __init__(self, *args, user: AbstractBaseUser, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        return clean_real_name(self.cleaned_data["name"])

    def clean(self) -> dict:
        data = super().clean()
        document = self._parsed(data)
        if document is None:
            return data
        today, given = timezone.localdate(), data.get("birth_date")
        if document.born_on and given and document.born_on != given:
            self.add_error("birth_date", _("This is not the birth date in the document number."))
        elif not document.born_on and "birth_date" not in self.errors:
            self._check_given(given, today)
        return {**data, "parsed": document, "born_on": document.born_on or given}

    def _parsed(self, data: dict):
        if not data.get("document") or not data.get("document_type"):
            return None
        try:
            return parse_document(data["document_type"], data["document"], today=timezone.localdate())
        except ValidationError as error:
            self.add_error("document", error)
            return None

    def _check_given(self, given: date | None, today: date) -> None:
        if given is None:
            self.add_error("birth_date", _("Please enter your birth date; this document number does not say it."))
        elif given > today or given.year < 1870:
            self.add_error("birth_date", _("Please check this birth date."))


class GuardianForm(forms.Form):
    phone = MobileField(
        label=_("Your guardian's mobile number"),
        help_text=_("Your guardian signs in here with this number and finds your request."),
    )


class GuardianDecisionForm(forms.Form):
    agree = forms.BooleanField(
        label=_("I am this child's guardian and agree that the child's account and identity are kept"),
        error_messages={"required": _("To accept, please tick the box; otherwise choose to refuse.")},
    )
