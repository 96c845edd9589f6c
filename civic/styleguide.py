"""What `/styleguide/` shows: each component in every state, with made-up content that touches no table."""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.models import ReferenceFigure
from places.hours import State

PAIRS = (
    ("ink", "paper"),
    ("ink-2", "surface"),
    ("on-harbour", "harbour"),
    ("harbour", "tide"),
    ("on-panel", "panel"),
    ("vermilion", "blush"),
    ("leaf", "leaf-fill"),
    ("amber", "amber-fill"),
    ("stone", "stone-fill"),
    ("gold", "sand"),
)
ICON = re.compile(r'<symbol id="([a-z-]+)"')


class SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=20)
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("Only to call you back. It is shown to nobody else."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    town = forms.ChoiceField(label=gettext_lazy("Town"), choices=[("a", "杨舍镇"), ("b", "塘桥镇")])
    text = forms.CharField(label=gettext_lazy("What you want to say"), widget=forms.Textarea, required=False)
    walks = forms.ChoiceField(
        label=gettext_lazy("Who walks"),
        choices=[("adult", gettext_lazy("Adult")), ("elder", gettext_lazy("Older person"))],
        widget=forms.RadioSelect,
    )
    agrees = forms.BooleanField(label=gettext_lazy("The office may publish this without my name"))


def icon_names() -> list[str]:
    return ICON.findall((settings.BASE_DIR / "static/img/icons.svg").read_text())


def samples() -> dict:
    empty, wrong = SampleForm(auto_id="a_%s"), SampleForm({"name": "张" * 21, "phone": ""}, auto_id="b_%s")
    return {
        "pairs": PAIRS,
        "icons": icon_names(),
        "states": [*((state.value, state.label) for state in State), ("waiting", _("Waiting")), ("done", _("Done"))],
        "form_empty": empty,
        "form_wrong": wrong,
        "page": Paginator(range(60), 20).page(2),
        "figures": [_figure("43000", "m²", "m²"), _figure("230000", "人", "people"), _figure("50", "座", "stations")],
        "lower_bound": _figure("10000", "件", "items", is_lower_bound=True),
        "crumbs": [(_("Pocket parks"), "#main"), (_("Xinshi River Garden"), "")],
        "tries": [(_("Show all kinds of places"), "#main"), (_("Look further than ten minutes"), "#main")],
    }


def _figure(value: str, unit: str, unit_en: str, **extra) -> ReferenceFigure:
    return ReferenceFigure(
        key=f"sample-{value}",
        title="样例数字",
        title_en="Sample figure",
        value=Decimal(value),
        unit=unit,
        unit_en=unit_en,
        as_of=date(2021, 12, 31),
        **extra,
    )
