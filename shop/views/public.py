"""The shop and its boxes, for everyone."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.pages import public_page
from lib.templatetags.civic import absolute
from places.forms import read_near
from places.sheet import Sheet
from shop import qr
from shop.counter import Counter
from shop.models import Box, Fund, Shop
from shop.statements import Statement


@require_safe
@public_page(seconds=60)
def shop_home(request: HttpRequest) -> HttpResponse:
    """Where the shops are, and what has come of them."""
    context = {
        "section": "shop",
        "statements": [Statement(fund) for fund in Fund.objects.filter(is_public=True).order_by("plan_from", "pk")],
        "shops": Shop.objects.for_public().select_related("region").defer("region__outline"),
    }
    return render(request, "shop/shop_home.html", context)


@require_safe
@public_page(seconds=60)
def shop_detail(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = Sheet(Shop, pk, timezone.now(), read_near(request))
    context = {
        "section": "shop",
        "sheet": sheet,
        # Pairs, so that the fragment is drawn anew when either of the two is another.
        "boxes": tuple((box, box.fund) for box in _in_use(pk)),
        "counter": Counter(pk),
        "crumbs": ((_("Shop and fund"), reverse("shop_home")), (sheet.name, "")),
    }
    return render(request, "shop/shop_detail.html", context)


def _in_use(shop: int) -> QuerySet:
    boxes = Box.objects.filter(shop=shop, state=Box.State.IN_USE, fund__is_public=True)
    return boxes.select_related("fund").order_by("public_no")


@require_safe
@public_page()
def box_notice(request: HttpRequest, public_no: str) -> HttpResponse:
    """What the law wants to be read at the box, on one sheet to print (Charity Law art. 25)."""
    boxes = Box.objects.filter(fund__is_public=True).select_related("fund", "shop")
    box = get_object_or_404(boxes, public_no=public_no)
    shop, url = box.shop, absolute(box.fund.get_absolute_url())
    context = {
        "section": "shop",
        "box": box,
        "fund": box.fund,
        "url": url,
        "code": qr.drawn(url),
        "crumbs": (
            (_("Shop and fund"), reverse("shop_home")),
            (shop.local_name, shop.get_absolute_url()),
            (box.public_no, ""),
        ),
    }
    return render(request, "shop/box_notice.html", context)
