"""Forms at the counter and before the shelf."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.people_numbers import clean_mobile, clean_real_name
from lib.text import one_line
from photos.forms import PhotoField
from shop.actions.goods import MOST_PIECES, Piece
from shop.forms import PAD, YuanField
from shop.models import GoodsItem, RefusalRule
from shop.models.takings import MOST_SAID_FEN
from shop.vocabulary import Category, Condition
from shop.workflow import GOODS_MOVES, GoodsState

ROWS, MORE_ROWS = 3, 3
BROKEN = dict.fromkeys(("required", "invalid"), gettext_lazy("This form is broken. Please reload the page."))


class ShelfForm(forms.Form):
    category = forms.ChoiceField(choices=Category.choices, required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)


class TakenForm(forms.Form):
    """What went into the box, in whole yuan: the price, unless the visitor says another sum."""

    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    yuan = forms.IntegerField(
        label=gettext_lazy("What you put into the box, in yuan"),
        required=False,
        min_value=0,
        max_value=MOST_SAID_FEN // 100,
        widget=forms.TextInput(attrs={**PAD, "enterkeyhint": "done"}),
        help_text=gettext_lazy("If you like. Nobody checks it, and more or less than the price is fine."),
    )

    def __init__(self, *args, item: GoodsItem, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["yuan"].initial = -(-item.price_fen // 100)

    @property
    def said_fen(self) -> int:
        yuan = self.cleaned_data["yuan"]
        return self.item.price_fen if yuan is None else yuan * 100


class PieceForm(forms.Form):
    """One thing. A row that nobody touched is none."""

    category = forms.ChoiceField(
        label=gettext_lazy("Kind of thing"), choices=[("", gettext_lazy("Please choose")), *Category.choices]
    )
    condition = forms.ChoiceField(label=gettext_lazy("Condition"), choices=Condition.choices, initial=Condition.GOOD)
    yuan = YuanField(label=gettext_lazy("Price in yuan"), required=False)
    name = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    photo = PhotoField(label=gettext_lazy("Photo of the thing"), required=False, help_text="")

    def has_changed(self) -> bool:
        """The condition is chosen beforehand, so it alone says nothing."""
        return bool(set(self.changed_data) - {"condition"})

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    @property
    def piece(self) -> Piece:
        values = self.cleaned_data
        return Piece(values["category"], values["condition"], values["yuan"], values["name"], photo=values["photo"])


PieceFormSet = forms.formset_factory(PieceForm, extra=ROWS, max_num=MOST_PIECES, absolute_max=MOST_PIECES)


class DonorForm(forms.Form):
    """Who gave it: nobody, unless they want to be written down."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, error_messages=BROKEN)
    donor_name = forms.CharField(
        label=gettext_lazy("Name of the donor"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("Leave it empty for an anonymous gift. It is sealed and never shown in public."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    donor_phone = forms.CharField(
        label=gettext_lazy("Mobile number of the donor"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    has_consent = forms.BooleanField(
        label=gettext_lazy("The donor agrees that name and number are kept for this gift."), required=False
    )

    def clean_donor_name(self) -> str:
        name = self.cleaned_data["donor_name"]
        return clean_real_name(name) if name else ""

    def clean_donor_phone(self) -> str:
        phone = self.cleaned_data["donor_phone"]
        return clean_mobile(phone) if phone else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        named = cleaned.get("donor_name") or cleaned.get("donor_phone")
        if named and not cleaned.get("has_consent"):
            self.add_error("has_consent", _("Ask the donor and tick this, or leave name and number empty."))
        if cleaned.get("has_consent") and not cleaned.get("donor_name") and "donor_name" not in self.errors:
            self.add_error("donor_name", _("Write the name down, or leave the donor anonymous."))
        return cleaned

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("token", "donor_name", "donor_phone")}


class RefuseForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    rule = forms.ModelChoiceField(RefusalRule.objects.none(), to_field_name="code", error_messages=BROKEN)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = RefusalRule.objects.today()


class MoveForm(forms.Form):
    """Where a thing goes next, among the moves that its state allows."""

    to = forms.ChoiceField(label=gettext_lazy("Where it goes"))
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, item: GoodsItem, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = GOODS_MOVES[GoodsState(item.state)]
        self.fields["to"].choices = [(state.value, state.label) for state in GoodsState if state in allowed]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code on your slip"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Sixteen letters and digits; hyphens do not matter."),
    )
