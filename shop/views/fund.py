"""A fund in public: what is there, what came and went, every entry, and how to prove it."""

from django import forms
from django.db.models import F, Func, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.pages import public_page
from lib.refusals import Invalid
from shop.models import BoxCount, Fund, Link
from shop.statements import Statement

PER_PAGE = 50
COUNTS_SHOWN = 200
HIGHEST_NUMBER = 2**31 - 1


class PageForm(forms.Form):
    before = forms.IntegerField(required=False, min_value=2, max_value=HIGHEST_NUMBER)


def public_fund(code: str) -> Fund:
    return get_object_or_404(Fund.objects.filter(is_public=True), code=code)


def crumbs_of(fund: Fund, here: str) -> tuple:
    return (_("Shop and fund"), reverse("shop_home")), (fund.local_name, fund.get_absolute_url()), (here, "")


@require_safe
@public_page()
def fund_detail(request: HttpRequest, code: str) -> HttpResponse:
    fund = public_fund(code)
    context = {
        "section": "shop",
        "fund": fund,
        "statement": Statement(fund),
        "crumbs": ((_("Shop and fund"), reverse("shop_home")), (fund.local_name, "")),
    }
    return render(request, "shop/fund_detail.html", context)


@require_safe
@public_page(params=("before",))
def fund_entries(request: HttpRequest, code: str) -> HttpResponse:
    """Every entry, the newest first. Numbers have no gaps, so a page is a stretch of them."""
    fund = public_fund(code)
    form = PageForm(request.GET)
    if not form.is_valid():
        raise Invalid(_("Give the number of an entry, such as ?before=100."))
    before = form.cleaned_data["before"]
    links = list(Link.objects.filter(fund=fund).with_entries().page_before(before, PER_PAGE))
    if before and not links:
        raise Http404
    context = {
        "section": "shop",
        "fund": fund,
        "links": links,
        "newer": before + PER_PAGE if before else None,
        "older": links[-1].number if links and links[-1].number > 1 else None,
        "crumbs": crumbs_of(fund, _("All entries")),
    }
    return render(request, "shop/fund_entries.html", context)


@require_safe
@public_page()
def fund_entry(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One entry with its sides, its correction, and the text whose hash it bears."""
    fund = public_fund(code)
    text = Func(F("entry"), F("number"), F("people"), function="shop_canonical", output_field=TextField())
    links = Link.objects.filter(fund=fund).with_entries().annotate(text=text)
    link = get_object_or_404(links, number=min(number, HIGHEST_NUMBER))
    context = {
        "section": "shop",
        "fund": fund,
        "link": link,
        "legs": link.entry.legs.select_related("account").order_by("-fen"),
        "crumbs": crumbs_of(fund, _("Entry no. %(number)s") % {"number": number}),
    }
    return render(request, "shop/fund_entry.html", context)


@require_safe
@public_page()
def fund_counts(request: HttpRequest, code: str) -> HttpResponse:
    """Every opening of a box that feeds this fund: what was found, and when it was in the bank."""
    fund = public_fund(code)
    counts = BoxCount.objects.filter(fund=fund).in_the_books().select_related("box").order_by("-opened_at")
    context = {
        "section": "shop",
        "fund": fund,
        "counts": counts[:COUNTS_SHOWN],
        "crumbs": crumbs_of(fund, _("Box counts")),
    }
    return render(request, "shop/fund_counts.html", context)
