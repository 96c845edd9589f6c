"""Forms of the people who work on an application, one for each step."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.masking import mask_name
from lib.saying import validate_says
from office.models import Post
from office.policies import Area, Power, roles_with
from photos.forms import PhotoField
from shop.aid_forms import AccountForm, words
from shop.forms import YuanField
from shop.models import AidCase
from shop.vocabulary import Ratification

__all__ = ["AccountForm"]


class StepForm(forms.Form):
    """`asks_declaration`: the step is for who is no relative, and says so once."""

    asks_declaration = True
    unrelated = forms.BooleanField(
        label=_("I am no relative of this household, and have no interest of my own in this case"),
        error_messages={"required": _("First declare that you are no relative and have no interest of your own.")},
    )

    def __init__(self, *args, case: AidCase, user: User, has_declared: bool, **kwargs):
        self.case, self.user = case, user
        super().__init__(*args, **kwargs)
        if has_declared or not self.asks_declaration:
            del self.fields["unrelated"]
        else:
            self.order_fields([name for name in self.fields if name != "unrelated"])


class PersonField(forms.ModelChoiceField):
    """Colleagues, masked as everywhere in the office."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"empty_label": _("Please choose"), **kwargs})

    def label_from_instance(self, obj: User) -> str:
        return mask_name(str(obj), public=False)


def workers_over(case: AidCase):
    """Who holds a post for aid work over the application's town today, and is none of the household."""
    posts = Post.objects.held_today().filter(role__in=roles_with(Power.CHANGE, Area.AID)).select_related("region")
    holders = {post.user_id for post in posts if case.region.code.startswith(post.region.code)}
    related = case.declarations.filter(is_related=True).values("by")
    people = User.objects.filter(pk__in=holders - {case.applicant_id}, is_active=True, is_staff=True)
    return people.exclude(pk__in=related).order_by("pk")


class VisitorsForm(StepForm):
    asks_declaration = False
    visitor_a = PersonField(label=_("First visitor"), queryset=User.objects.none())
    visitor_b = PersonField(label=_("Second visitor"), queryset=User.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = workers_over(self.case).exclude(pk=self.user.pk)
        for name in ("visitor_a", "visitor_b"):
            self.fields[name].queryset = people
            self.fields[name].initial = getattr(self.case, f"{name}_id")

    def clean(self) -> dict:
        data = super().clean()
        if data.get("visitor_a") and data.get("visitor_a") == data.get("visitor_b"):
            raise ValidationError(_("Two different people visit."))
        return data


class TakeOnForm(VisitorsForm):
    asks_declaration = True
    is_emergency = forms.BooleanField(
        label=_("Emergency: help first, papers later"), required=False,
        help_text=_("No public notice; another person ratifies it afterwards."),
    )  # fmt: skip

    def __init__(self, *args, case: AidCase, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        self.fields["is_emergency"].initial = case.is_emergency


class VisitForm(StepForm):
    day = forms.DateField(
        label=_("Day of the visit"), initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    notes = words(
        _("What you have found"), rows=6, max_length=2000, help_text=_("Sealed. Facts, no opinions of people.")
    )
    photo = PhotoField(
        label=_("Photo"), required=False,
        help_text=_("Of papers or of the home; no faces, no children. Kept privately."),
    )  # fmt: skip


class ProposeForm(StepForm):
    asks_declaration = False
    yuan = YuanField(label=_("Amount to be discussed, in yuan"))

    def clean_yuan(self) -> int:
        if not self.cleaned_data["yuan"]:
            raise ValidationError(_("An approval names an amount."))
        return self.cleaned_data["yuan"]


class SpeakForm(StepForm):
    agrees = forms.TypedChoiceField(
        label=_("What do you say?"), choices=[("yes", _("I agree")), ("no", _("I do not agree"))],
        widget=forms.RadioSelect, coerce=lambda value: value == "yes",
    )  # fmt: skip
    note = words(_("Why"), required=False)


class BareForm(StepForm):
    """A button alone."""

    asks_declaration = False


class DeclaredForm(StepForm):
    """A button, and the declaration."""


class ApproveForm(StepForm):
    yuan = YuanField(label=_("Amount that you approve, in yuan"), help_text=_("No more than was proposed."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        whole, rest = divmod(self.case.proposed_fen or 0, 100)
        self.fields["yuan"].initial = f"{whole}.{rest:02}"

    clean_yuan = ProposeForm.clean_yuan


class RatifyForm(StepForm):
    outcome = forms.ChoiceField(label=_("Ratification"), choices=Ratification, widget=forms.RadioSelect)
    note = words(_("What it rests on"), max_length=300, help_text=_("Which papers you have seen."))


class RefuseForm(StepForm):
    asks_declaration = False
    reason = words(_("Why"), max_length=300, help_text=_("The household reads it. Say what it can do instead."))


class WithdrawForm(StepForm):
    asks_declaration = False
    reason = words(_("Why"), max_length=300)


class AnswerForm(StepForm):
    is_upheld = forms.TypedChoiceField(
        label=_("The household's objection"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("is right: the application goes on")), ("no", _("changes nothing"))],
    )  # fmt: skip
    answer = words(_("Answer"), max_length=500, help_text=_("The household reads it."))


class ReceiptForm(StepForm):
    asks_declaration = False
    receipt_no = forms.CharField(label=_("Number of the signed receipt"), max_length=60)


class FollowUpForm(StepForm):
    asks_declaration = False
    note = words(_("What you found when you looked in again"), rows=4)


class BankForm(StepForm, AccountForm):
    asks_declaration = False


class OpenForm(forms.Form):
    """What to open of the household's data, and why."""

    LABELS = {
        "name": _("Real name"), "phone": _("Mobile number"), "address": _("Address"),
        "members": _("Who lives in the household"), "story": _("What has happened"), "diagnosis": _("Diagnosis"),
        "bank_name": _("Bank"), "bank_account": _("Bank account of the household"), "visits": _("Notes of the visits"),
        "voices": _("What was said in the discussion"), "objection": _("The household's objection"),
    }  # fmt: skip
    fields_wanted = forms.MultipleChoiceField(label=_("What to open"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"),
        validators=[validate_says],
        max_length=200,
        help_text=_("It is logged, with your name and the time."),
    )

    def __init__(self, *args, choices: tuple[str, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields_wanted"].choices = [(name, self.LABELS[name]) for name in choices]
