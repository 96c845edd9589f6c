"""The forms of the authenticator app; allauth's own say "Code" and nothing more."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AppCodeField(forms.CharField):
    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code"})
        super().__init__(label=_("Code of the app, or a recovery code"), widget=widget, **kwargs)


class AppCodeForm(AuthenticateForm):
    code = AppCodeField()


class AppCodeAgainForm(ReauthenticateForm):
    code = AppCodeField()
