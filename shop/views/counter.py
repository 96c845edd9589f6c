"""At the counter, on the phone of who is on duty. For everybody else a shop's counter does not exist."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refusals import Invalid, Refused
from lib.templatetags.civic import absolute
from shop import qr
from shop.actions import goods
from shop.forms_goods import MORE_ROWS, DonorForm, MoveForm, PieceFormSet, RefuseForm
from shop.models import GoodsItem, PriceGuide, RefusalRule, Shop
from shop.policies import shops_served_by
from shop.workflow import GoodsState

PER_PAGE = 50
PER_SHEET, MOST_LABELS = 24, 96
SLIPS_SHOWN = 8


def _shop(request: HttpRequest, pk: int) -> Shop:
    return get_object_or_404(shops_served_by(request.user), pk=pk)


def _context(shop: Shop, *crumbs: tuple[str, str], **values) -> dict:
    home = (_("At the counter"), reverse("duty_home"))
    return {
        "section": "me",
        "shop": shop,
        "crumbs": (home, (shop.local_name, reverse("duty_shop", args=[shop.pk]) if crumbs else ""), *crumbs),
        **values,
    }


@never_cache
@login_required
@require_safe
def duty_home(request: HttpRequest) -> HttpResponse:
    context = {"section": "me", "shops": shops_served_by(request.user).order_by("pinyin", "pk")}
    return render(request, "shop/duty/home.html", context)


@never_cache
@login_required
@require_safe
def duty_shop(request: HttpRequest, shop: int) -> HttpResponse:
    """What is to be done: take in, put on the shelf what waits, look something up by its number."""
    shop = _shop(request, shop)
    there = GoodsItem.objects.filter(shop=shop)
    wanted = request.GET.get("number", "").strip()
    if wanted:
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0
        item = there.accepted().filter(pk=number).first()
        if item is not None:
            return redirect("duty_thing", shop=shop.pk, pk=item.pk)
        messages.warning(request, _("There is no thing with this number in this shop."))
    context = _context(
        shop,
        page=Paginator(there.waiting().select_related("photo"), PER_PAGE).get_page(request.GET.get("page")),
        shelf_count=there.on_shelf().count(),
        slips=shop.donations.order_by("-received_at")[:SLIPS_SHOWN],
    )
    return render(request, "shop/duty/shop.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, shop: int) -> HttpResponse:
    """Several things at once, under one slip. A price that is left empty is the guide's."""
    shop = _shop(request, shop)
    if request.method != "POST":
        return _take_in_page(request, shop, PieceFormSet(prefix="p"), DonorForm(initial={"token": uuid4()}))
    if "more" in request.POST:
        return _more_rows(request, shop)
    pieces, donor = PieceFormSet(request.POST, request.FILES, prefix="p"), DonorForm(request.POST)
    if not (pieces.is_valid() & donor.is_valid()):
        return _take_in_page(request, shop, pieces, donor, status=400)
    brought = [form.piece for form in pieces if form.has_changed()]
    try:
        donation = goods.take_in(shop=shop, by=request.user, pieces=brought, **donor.values)
    except Refused as refusal:
        donor.add_error(None, refusal.sentence)
        return _take_in_page(request, shop, pieces, donor, status=refusal.status)
    messages.success(request, _("Taken in. Give the donor the slip, and put the labels on."))
    return redirect("duty_slip", shop=shop.pk, pk=donation.pk)


def _more_rows(request: HttpRequest, shop: Shop) -> HttpResponse:
    """The same page with more rows; what was written stays, chosen photos must be chosen again."""
    data = request.POST.copy()
    total = data.get("p-TOTAL_FORMS", "")
    if not total.isdecimal() or int(total[:4]) > goods.MOST_PIECES:
        raise Invalid(_("This form is incomplete. Please load the page again."))
    data["p-TOTAL_FORMS"] = min(int(total) + MORE_ROWS, goods.MOST_PIECES)
    return _take_in_page(request, shop, PieceFormSet(data, prefix="p"), DonorForm(request.POST), checked=False)


def _take_in_page(
    request: HttpRequest, shop: Shop, pieces: PieceFormSet, donor: DonorForm, status: int = 200, checked: bool = True
) -> HttpResponse:
    prices = PriceGuide.objects.on(timezone.localdate())
    context = _context(
        shop,
        (_("Take goods in"), ""),
        pieces=pieces,
        donor=donor,
        checked=checked and pieces.is_bound,
        guide={f"{kind} {condition}": fen / 100 for (kind, condition), fen in prices.items()},
    )
    return render(request, "shop/duty/take_in.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, shop: int) -> HttpResponse:
    """What is not taken, with the sentence to say; noted for the count, without a person."""
    shop = _shop(request, shop)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not form.is_valid():
            raise Invalid(_("This form is incomplete. Please load the page again."))
        goods.refuse(shop=shop, by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted, without a person."))
        return redirect("duty_refuse", shop=shop.pk)
    rules = [(rule, uuid4()) for rule in RefusalRule.objects.today()]
    context = _context(shop, (_("What we do not take"), ""), rules=rules)
    return render(request, "shop/duty/refuse.html", context)


@never_cache
@login_required
@require_POST
def put_on_shelf(request: HttpRequest, shop: int) -> HttpResponse:
    """The things that were ticked, all or none."""
    shop = _shop(request, shop)
    numbers = request.POST.getlist("item")
    if not numbers or len(numbers) > PER_PAGE or not all(text.isdecimal() and len(text) < 18 for text in numbers):
        raise Invalid(_("Tick what goes on the shelf first."))
    items = GoodsItem.objects.filter(shop=shop, pk__in=numbers)
    went = goods.move(items=items, to=GoodsState.SHELF, by=request.user)
    words = ngettext("%(n)s thing is on the shelf now.", "%(n)s things are on the shelf now.", went)
    messages.success(request, words % {"n": went})
    return redirect("duty_shop", shop=shop.pk)


@never_cache
@login_required
@require_safe
def slip(request: HttpRequest, shop: int, pk: int) -> HttpResponse:
    """The thank-you slip, to print or to be photographed off the screen."""
    shop = _shop(request, shop)
    donation = get_object_or_404(shop.donations, pk=pk)
    url = _open_address("slip", donation.code)
    context = _context(
        shop,
        (_("Thank-you slip"), ""),
        donation=donation,
        items=list(donation.goods.order_by("pk")),
        url=url,
        code=qr.drawn(url),
    )
    return render(request, "shop/duty/slip.html", context)


@never_cache
@login_required
@require_safe
def labels(request: HttpRequest, shop: int) -> HttpResponse:
    """Sheets of A4 with 24 labels each: of one slip, or of everything that waits for the shelf."""
    shop = _shop(request, shop)
    items = list(_to_label(request, shop)[:MOST_LABELS])
    drawn = [(item, qr.drawn(_open_address("goods_label", item.code))) for item in items]
    sheets = [drawn[first : first + PER_SHEET] for first in range(0, len(drawn), PER_SHEET)]
    context = _context(shop, (_("Labels to print"), ""), sheets=sheets, count=len(items))
    return render(request, "shop/duty/labels.html", context)


def _to_label(request: HttpRequest, shop: Shop) -> QuerySet[GoodsItem]:
    there = GoodsItem.objects.filter(shop=shop, state__in=[GoodsState.TAKEN_IN, GoodsState.SHELF])
    for name, path in (("slip", "donation"), ("thing", "pk")):
        text = request.GET.get(name, "")
        if text.isdecimal() and len(text) < 18:
            return there.filter(**{path: text}).order_by("pk")
    return there.waiting()


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thing(request: HttpRequest, shop: int, pk: int) -> HttpResponse:
    """One thing, where it has been, and where it goes next."""
    shop = _shop(request, shop)
    item = get_object_or_404(GoodsItem.objects.filter(shop=shop).accepted().select_related("photo"), pk=pk)
    form = MoveForm(request.POST if request.method == "POST" else None, item=item)
    if request.method != "POST":
        return _thing_page(request, shop, item, form)
    if not form.is_valid():
        return _thing_page(request, shop, item, form, 400)
    try:
        goods.move(items=[item], by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("why" if not form.cleaned_data["why"] else None, refusal.sentence)
        return _thing_page(request, shop, item, form, refusal.status)
    messages.success(request, _("Noted."))
    return redirect("duty_thing", shop=shop.pk, pk=pk)


def _thing_page(request: HttpRequest, shop: Shop, item: GoodsItem, form: MoveForm, status: int = 200) -> HttpResponse:
    moves = item.moves.select_related("by")
    context = _context(shop, (item.number, ""), item=item, form=form, moves=moves)
    return render(request, "shop/duty/thing.html", context, status=status)


def _open_address(name: str, code: str) -> str:
    """What is printed leads to the site's first language, whatever the volunteer reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return absolute(reverse(name, args=[code]))
