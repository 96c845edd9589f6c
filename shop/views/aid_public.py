"""Aid in public: how it is given, and to how many, without anybody who could be recognized."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.pages import public_page
from shop.aid_forms import open_funds
from shop.aid_table import aid_rows
from shop.models import AidCase, AidRule
from shop.views.fund import public_fund
from shop.vocabulary import Cause


@require_safe
@public_page(seconds=3600)
def aid_home(request: HttpRequest) -> HttpResponse:
    """Who may be helped, how it goes, how much at most, and what the public gets to read."""
    rule = AidRule.objects.on(timezone.localdate())
    context = {
        "section": "shop",
        "rule": rule,
        "limits": [(cause.label, rule.payment_fen(cause)) for cause in Cause] if rule else [],
        "funds": list(open_funds()),
        "crumbs": ((_("Shop and fund"), reverse("shop_home")), (_("Help for households"), "")),
    }
    return render(request, "shop/aid/home.html", context)


@require_safe
@public_page(seconds=3600)
def fund_aid(request: HttpRequest, code: str) -> HttpResponse:
    """By town, hardship and month; what is too rare to be shown alone is put together."""
    fund = public_fund(code)
    context = {
        "section": "shop",
        "fund": fund,
        "households": AidCase.objects.filter(fund=fund).number_of_households(),
        "rows": aid_rows(fund, timezone.localdate()),
        "crumbs": (
            (_("Shop and fund"), reverse("shop_home")),
            (fund.local_name, fund.get_absolute_url()),
            (_("Households helped"), ""),
        ),
    }
    return render(request, "shop/fund_aid.html", context)
