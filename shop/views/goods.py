"""What stands on the shelf, for everyone; and the page behind a label, for whoever stands before it."""

from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lib.pages import public_page
from lib.rates import count_or_refuse
from lib.refusals import Invalid, Refused
from shop.actions import goods
from shop.codes import CODES
from shop.forms_goods import ShelfForm, TakenForm
from shop.models import GoodsItem, PriceGuide, RefusalRule, Shop
from shop.vocabulary import Category, Condition

PER_PAGE = 24
TEN_MINUTES, LOOKS, MARKS = 600, 120, 30


def _shop(pk: int) -> Shop:
    shops = Shop.objects.for_public().select_related("region").defer("region__outline")
    return get_object_or_404(shops, pk=pk)


def _crumbs(shop: Shop, *rest: tuple[str, str]) -> tuple:
    return (_("Shop and fund"), reverse("shop_home")), (shop.local_name, shop.get_absolute_url()), *rest


@require_safe
@public_page(params=("category", "page"))
def shelf(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken now, the newest first."""
    shop, form = _shop(pk), ShelfForm(request.GET)
    if not form.is_valid():
        raise Invalid(_("There is no such list. Please choose a kind from the page."))
    there = GoodsItem.objects.filter(shop=shop).on_shelf()
    counts, category = there.by_category(), form.cleaned_data["category"]
    found = there.filter(category=category) if category else there
    page = Paginator(found.newest().select_related("photo"), PER_PAGE).get_page(form.cleaned_data["page"] or 1)
    context = {
        "section": "shop",
        "shop": shop,
        "page": page,
        "category": category,
        "all": sum(counts.values()),
        "kinds": [(kind.value, kind.label, counts[kind]) for kind in Category if kind in counts],
        "crumbs": _crumbs(shop, (_("On the shelf"), "")),
    }
    return render(request, "shop/shelf.html", context)


@require_safe
@public_page()
def giving(request: HttpRequest, pk: int) -> HttpResponse:
    """What the shop takes, what it does not take and why, and what it asks for things."""
    shop, prices = _shop(pk), PriceGuide.objects.on(timezone.localdate())
    context = {
        "section": "shop",
        "shop": shop,
        "rules": RefusalRule.objects.today(),
        "conditions": Condition.labels,
        "prices": [(kind.label, [prices.get((kind, state)) for state in Condition]) for kind in Category],
        "crumbs": _crumbs(shop, (_("Giving things"), "")),
    }
    return render(request, "shop/giving.html", context)


def _public_items() -> QuerySet[GoodsItem]:
    return GoodsItem.objects.for_public().select_related("shop", "photo")


@require_safe
@public_page()
def goods_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing, as anybody may read of it. It is marked as taken from its label alone."""
    return render(request, "shop/goods_item.html", _context(get_object_or_404(_public_items(), pk=pk)))


def _context(item: GoodsItem) -> dict:
    box = goods.box_of(item.shop_id)
    there = (_("On the shelf"), reverse("shop_shelf", args=[item.shop_id]))
    return {
        "section": "shop",
        "item": item,
        "box": box,
        "fund": box.fund if box else None,
        "crumbs": _crumbs(item.shop, there, (item.local_name, "")),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the code on a label: price, purpose, and the mark “taken”, which nobody has to make."""
    address = get_adapter(request).get_client_ip(request)
    count_or_refuse(what="goods-label", who=address, limit=LOOKS, seconds=TEN_MINUTES)
    item = _public_items().filter(code=CODES.read(code)).first()
    if item is None:
        raise Http404
    form = TakenForm(request.POST if request.method == "POST" else None, item=item, initial={"token": uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _label_page(request, item, form, 400 if form.errors else 200)
    count_or_refuse(what="goods-taken", who=address, limit=MARKS, seconds=TEN_MINUTES)
    try:
        taking = goods.mark_taken(item=item, said_fen=form.said_fen, token=form.cleaned_data["token"])
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _label_page(request, item, form, refusal.status)
    return redirect("slip", code=taking.code)


def _label_page(request: HttpRequest, item: GoodsItem, form: TakenForm, status: int) -> HttpResponse:
    item.refresh_from_db(fields=["state"])
    return render(request, "shop/goods_label.html", {**_context(item), "form": form}, status=status)
