"""What the office fills in for a count: whom to send, and the step that comes next."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.people_numbers import clean_mobile
from shop.models import Box, BoxCount
from shop.workflow import CountState


class PersonField(forms.CharField):
    """Somebody with an account, by their mobile number; the office's own people by their username."""

    def clean(self, value) -> User:
        text = super().clean(value)
        try:
            people = User.objects.filter(is_active=True).with_phone(clean_mobile(text))
        except ValidationError:
            people = User.objects.filter(is_active=True, username=text)
        person = people.first()
        if person is None:
            raise ValidationError(_("Nobody signs in with that number. Ask the person to sign in once."))
        return person


class PlanForm(forms.ModelForm):
    first = PersonField(label=_("First counter: mobile number"), max_length=64)
    second = PersonField(label=_("Second counter: mobile number"), max_length=64)
    witness = PersonField(label=_("Witness of the site: mobile number"), max_length=64)

    class Meta:
        model = BoxCount
        fields = ["box"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["box"].queryset = Box.objects.filter(state=Box.State.IN_USE)


class StepForm(forms.ModelForm):
    """The one step that the office can take now."""

    STEPS = {
        "confirm": _("I have seen the slip: book the deposit"),
        "receipt": _("Enter the charity's receipt"),
        "disclose": _("Disclose this count"),
        "call_off": _("Call this count off"),
    }
    step = forms.ChoiceField(label=_("Step"), widget=forms.RadioSelect, required=False)
    receipt = forms.CharField(label=_("number of the charity's receipt"), max_length=60, required=False)
    reason_text = forms.CharField(label=_("Why it is called off"), max_length=200, required=False)

    class Meta:
        model = BoxCount
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "step" in self.fields:
            steps = steps_of(self.instance)
            self.fields["step"].choices = [(step, self.STEPS[step]) for step in steps]


def steps_of(count: BoxCount) -> list[str]:
    if count.state == CountState.COUNTED:
        return ["confirm"] * bool(count.slip_no) + ["disclose"] * (count.fen == 0)
    steps = {
        CountState.SEALED: ["call_off"],
        CountState.DEPOSITED: ["receipt"],
        CountState.RECEIPTED: ["disclose"],
    }
    return steps.get(CountState(count.state), [])
