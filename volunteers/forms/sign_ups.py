from django import forms
from django.utils.translation import gettext_lazy as _

from lib.forms import own, shares_fields


@shares_fields
class SignUpForm(forms.Form):
    """Nothing is ticked beforehand: the risks are read by a person (Regulation art. 12)."""

    companions = forms.TypedChoiceField(required=False, coerce=int, empty_value=0, label=_("Who comes with you?"))
    risk_told = forms.BooleanField(
        label=_("I have read the risks and what is asked of me."),
        error_messages={"required": _("Please read the risks and tick that you have.")},
    )

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        if not most:
            del self.fields["companions"]
            return
        choices = [(0, _("Nobody: I come alone"))]
        choices += [(number, _("%(number)s with me") % {"number": number}) for number in range(1, most + 1)]
        own(self, "companions").choices = choices


class AnswerForm(forms.Form):
    """The leader's answer to one sign-up."""

    accept = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    reason = forms.CharField(required=False, max_length=200, label=_("Reason, if not"))
