"""Forms of the three people at a box, on their phones."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from photos.forms import PhotoField
from shop.actions.boxes import Found
from shop.vocabulary import COINS, NOTES, Money

MOST_PIECES = 100_000
# Whole numbers on the number pad of a phone.
PAD = {"inputmode": "numeric", "pattern": "[0-9]*", "autocomplete": "off", "enterkeyhint": "next"}


class Kind(NamedTuple):
    money: Money
    fen: int

    @property
    def name(self) -> str:
        return f"{self.money}_{self.fen}"

    @property
    def label(self) -> str:
        words = {
            (Money.NOTE, True): _("%(n)s-yuan notes"),
            (Money.COIN, True): _("%(n)s-yuan coins"),
            (Money.COIN, False): _("%(n)s-jiao coins"),
        }
        whole = self.fen >= 100
        return words[self.money, whole] % {"n": self.fen // (100 if whole else 10)}


KINDS = (*(Kind(Money.NOTE, fen) for fen in NOTES), *(Kind(Money.COIN, fen) for fen in COINS))


class YuanField(forms.DecimalField):
    """Typed in yuan, with at most two decimals; cleaned to whole fen."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(min_value=Decimal(0), max_digits=9, decimal_places=2, **kwargs)

    def clean(self, value) -> int | None:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


class SealNumberForm(forms.Form):
    """The seal that is broken."""

    seal_no_before = forms.CharField(
        label=gettext_lazy("Number of the seal on the box"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    seal_note = forms.CharField(
        label=gettext_lazy("If it is not the one that the last count put on: why?"), max_length=200, required=False
    )


class CountForm(forms.Form):
    """How many of each; what is left empty is none."""

    other_yuan = YuanField(label=gettext_lazy("Other money, worth in yuan"), required=False)
    other_note = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Older small notes, foreign coins (worth 0), play money (worth 0)."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            self.fields[kind.name] = forms.IntegerField(
                label=kind.label, required=False, min_value=0, max_value=MOST_PIECES,
                widget=forms.TextInput(attrs={**PAD, "data-fen": kind.fen}),
            )  # fmt: skip

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("other_yuan") and not cleaned.get("other_note", "").strip():
            self.add_error("other_note", _("Say what the other money is."))
        return cleaned

    @property
    def pieces(self) -> Iterator:
        return (self[kind.name] for kind in KINDS)

    @property
    def others(self) -> tuple:
        return self["other_yuan"], self["other_note"]

    @property
    def found(self) -> list[Found]:
        counted = [
            Found(kind.money, kind.fen, quantity)
            for kind in KINDS
            if (quantity := self.cleaned_data.get(kind.name))
        ]  # fmt: skip
        note = self.cleaned_data["other_note"].strip()
        return [*counted, Found(Money.OTHER, self.cleaned_data["other_yuan"] or 0, 1, note)] if note else counted

    @property
    def fen(self) -> int:
        return sum(line.denomination_fen * line.quantity for line in self.found)


class CloseForm(forms.Form):
    """The new seal, and the counted money in a picture."""

    seal_no_after = forms.CharField(
        label=gettext_lazy("Number of the new seal"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    photo = PhotoField(
        label=gettext_lazy("Photo of the counted money"), help_text=gettext_lazy("Only the money: no faces, no hands.")
    )


class SignForm(forms.Form):
    """An amount between two counts that differ."""

    yuan = YuanField(label=gettext_lazy("The amount that you agree on, in yuan"))
    explanation = forms.CharField(
        label=gettext_lazy("How the difference is explained"),
        max_length=300,
        help_text=gettext_lazy("The public reads it. No names."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SlipForm(forms.Form):
    slip_no = forms.CharField(label=gettext_lazy("Number of the deposit slip"), max_length=60)
    slip_on = forms.DateField(
        label=gettext_lazy("Day of the deposit"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
