"""What a household, or staff for it, is asked."""

import re
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import MobileField
from lib.people_numbers import DocumentType, clean_real_name, parse_document
from lib.text import bare_number
from places.models import Region
from shop.actions.aid import Hardship
from shop.forms import YuanField
from shop.models import Fund
from shop.vocabulary import AidSource, Cause

MOST_DOCUMENTS = 10
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 8, 24


class LocalChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj) -> str:
        return obj.local_name


def open_funds():
    """Funds that are shown, and whose plan covers today."""
    today = timezone.localdate()
    return Fund.objects.filter(is_public=True, plan_from__lte=today, plan_to__gte=today).order_by("plan_from", "pk")


def words(label, *, rows: int = 3, **values) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), **{"max_length": 1000, "min_length": 2, **values}
    )


def resident_number(text: str) -> str:
    return parse_document(DocumentType.RESIDENT_ID, text, today=timezone.localdate()).number


class AccountField(forms.CharField):
    """Digits alone, whatever spaces were typed between them."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Bank account of the household"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value) -> str:
        digits = bare_number(super().clean(value))
        if digits and not (digits.isdecimal() and SHORTEST_ACCOUNT <= len(digits) <= LONGEST_ACCOUNT):
            raise ValidationError(_("A bank account is a number of 8 to 24 digits."))
        return digits


class AccountForm(forms.Form):
    bank_name = forms.CharField(label=_("Bank"), max_length=60)
    bank_account = AccountField()


class HardshipForm(forms.Form):
    """What has happened, who lives there, where the money would go."""

    fund = LocalChoiceField(queryset=Fund.objects.none(), label=_("Fund"), empty_label=None)
    cause = forms.ChoiceField(label=_("What kind of hardship?"), choices=Cause, widget=forms.RadioSelect)
    story = words(
        _("What has happened?"), rows=5, help_text=_("In your own words. Sealed; only those who work on it read it.")
    )
    diagnosis = words(_("Diagnosis"), required=False, help_text=_("Only for an illness or a disability. Sealed."))
    asked_yuan = YuanField(
        label=_("What would help, in yuan"), required=False, help_text=_("You can leave it to the two who visit you.")
    )
    is_emergency = forms.BooleanField(
        label=_("It cannot wait: help is needed within days"), required=False,
        help_text=_("Then help comes first and the papers follow."),
    )  # fmt: skip
    region = LocalChoiceField(queryset=Region.objects.none(), label=_("Town"), empty_label=_("Please choose"))
    address = forms.CharField(label=_("Address"), max_length=200)
    phone = MobileField(label=_("Mobile number to call"))
    family_size = forms.IntegerField(label=_("How many people live in the household?"), min_value=1, max_value=30)
    members = words(_("Who are they?"), required=False, help_text=_("For example: mother, 70; son, 12, at school."))
    other_documents = forms.CharField(
        label=_("Identity card numbers of the other adults"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("One to a line. Kept sealed, so that one household is not helped twice for the same."),
    )  # fmt: skip
    bank_name = forms.CharField(label=_("Bank"), max_length=60, required=False)
    bank_account = AccountField(required=False, help_text=_("May follow later. Only who pays gets to see it."))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"token": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds = open_funds()
        self.fields["region"].queryset = Region.objects.towns().current().order_by("code").defer("outline")
        first = funds.first()
        if first is not None:
            self.fields["fund"].initial = first.pk
            if funds.count() == 1:
                self.fields["fund"].widget = forms.HiddenInput()

    def clean_other_documents(self) -> list[str]:
        lines = [line for line in re.split(r"[\s,，;；、]+", self.cleaned_data["other_documents"]) if line]
        if len(lines) > MOST_DOCUMENTS:
            raise ValidationError(_("At most ten numbers."))
        return [resident_number(line) for line in lines]

    def clean(self) -> dict:
        data = super().clean()
        fund, cause = data.get("fund"), data.get("cause")
        if fund and cause and cause not in fund.causes:
            self.add_error("cause", _now("This fund may not be spent on that."))
        if data.get("bank_account") and not data.get("bank_name", "").strip():
            self.add_error("bank_name", _now("Which bank is it?"))
        return data

    @property
    def hardship(self) -> Hardship:
        names = set(Hardship._fields) - {"asked_fen"}
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        return Hardship(asked_fen=self.cleaned_data["asked_yuan"], **values)

    @property
    def about_it(self) -> list:
        return [self[name] for name in ("fund", "cause", "story", "diagnosis", "asked_yuan", "is_emergency")]

    @property
    def about_them(self) -> list:
        return [self[name] for name in ("region", "address", "phone", "family_size", "members", "other_documents")]

    @property
    def about_money(self) -> list:
        return [self[name] for name in ("bank_name", "bank_account")]


class ApplyForm(HardshipForm):
    """By the household. The consent is for this purpose alone, and never ticked beforehand."""

    consents = forms.BooleanField(
        label=_("I agree that what I write here is kept, sealed, to check my household's hardship and to help it"),
        error_messages={"required": _("An application is kept only with this consent.")},
    )


class EnterForm(HardshipForm):
    """By the community on a household's behalf, or for one that staff have found."""

    source = forms.ChoiceField(
        label=_("Who brings it up?"), choices=[choice for choice in AidSource.choices if choice[0] != "household"],
        widget=forms.RadioSelect,
    )  # fmt: skip
    name = forms.CharField(label=_("Real name"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    document = forms.CharField(
        label=_("Identity card number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    agreed = forms.BooleanField(
        label=_("The household knows of this and has agreed in writing; the paper is kept at the community"),
        error_messages={"required": _("An application is kept only with the household's consent.")},
    )

    def clean_name(self) -> str:
        return clean_real_name(self.cleaned_data["name"])

    def clean_document(self) -> str:
        return resident_number(self.cleaned_data["document"])

    @property
    def about_who(self) -> list:
        return [self[name] for name in ("source", "name", "document")]


class ReasonForm(forms.Form):
    """Why a household withdraws."""

    reason = forms.CharField(label=_("Why, if you like to say it"), max_length=300, required=False)


class ObjectForm(forms.Form):
    text = words(_("Why do you see it otherwise?"), rows=5)
