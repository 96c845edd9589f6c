"""A fund's disclosures in public: what it owes and when, what it has said, each on a page to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.pages import public_page
from shop.disclosure_calendar import DisclosureCalendar
from shop.models import Disclosure
from shop.views.fund import crumbs_of, public_fund

# A plan of three years owes some fifty documents.
SHOWN = 200


@require_safe
@public_page(seconds=60)
def fund_disclosures(request: HttpRequest, code: str) -> HttpResponse:
    """What is owed and not published yet stands on top, late or not: nobody can leave a month out unseen."""
    fund, today = public_fund(code), timezone.localdate()
    published = list(fund.disclosures.published().defer("text", "text_en", "lines").order_by("-ends_on", "kind"))
    known = {disclosure.key for disclosure in published}
    clock = DisclosureCalendar(fund)
    owed = [due for due in clock.ended(today) if due.key not in known]
    context = {
        "section": "shop",
        "fund": fund,
        "owed": [(due, due.due_on < today) for due in owed],
        "next": clock.next(today),
        "published": _newest_versions(published)[:SHOWN],
        "crumbs": crumbs_of(fund, _("Disclosures")),
    }
    return render(request, "shop/fund_disclosures.html", context)


def _newest_versions(published: list[Disclosure]) -> list[Disclosure]:
    newest: dict[tuple, Disclosure] = {}
    for disclosure in published:
        known = newest.get(disclosure.key)
        if known is None or known.version < disclosure.version:
            newest[disclosure.key] = disclosure
    return list(newest.values())


@require_safe
@public_page()
def fund_disclosure(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One version, from its snapshot; a later one is named, and so is every earlier one."""
    fund = public_fund(code)
    disclosure = get_object_or_404(Disclosure.objects.published(), fund=fund, pk=pk)
    versions = Disclosure.objects.published().filter(
        fund=fund, kind=disclosure.kind, begins_on=disclosure.begins_on
    ).defer("text", "text_en", "lines")  # fmt: skip
    context = {
        "section": "shop",
        "fund": fund,
        "disclosure": disclosure,
        "has_moved": Disclosure.objects.outdated().filter(pk=disclosure.pk).exists(),
        "others": [one for one in versions.order_by("-version") if one.pk != disclosure.pk],
        "crumbs": (
            (_("Shop and fund"), reverse("shop_home")),
            (fund.local_name, fund.get_absolute_url()),
            (_("Disclosures"), reverse("fund_disclosures", args=[fund.code])),
            (disclosure.get_kind_display(), ""),
        ),
    }
    return render(request, "shop/fund_disclosure.html", context)
