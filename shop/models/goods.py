"""Things that were brought to the shop, and where each of them went.

A state is changed by adding a `GoodsMove`, and in no other way: `migrations/0009_goods.sql` weighs the move, writes the
state, and refuses every other hand. What was asked for a thing is fixed once a visitor has taken it.
"""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.typed import Line
from shop.codes import CODES, new_code
from shop.models.boxes import person
from shop.models.donations import Donation
from shop.models.guide import HIGHEST_PRICE_FEN, RefusalRule
from shop.models.shops import Shop
from shop.querysets_goods import GoodsQuerySet
from shop.vocabulary import Category, Condition
from shop.workflow import GoodsState

TRACKED = ["category", "condition", "name", "name_en", "price_fen"]


# The first event of each row is written by `shop_goods_begins`, for a whole statement at once.
@pghistory.track(pghistory.UpdateEvent(), model_name="GoodsItemEvent", fields=TRACKED)
class GoodsItem(models.Model):
    """One thing, with the code on its label. Who holds the label may mark it as taken; no list shows it."""

    State = GoodsState

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="goods", verbose_name=_("shop"))
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="goods",
        verbose_name=_("donation"),
    )  # fmt: skip
    code = models.CharField(_("code of the label"), max_length=16, unique=True, default=new_code, editable=False)
    category = models.CharField(_("kind"), max_length=12, choices=Category)
    condition = models.CharField(_("condition"), max_length=8, choices=Condition)
    name = Line(
        _("what it is"),
        max_length=40,
        blank=True,
        help_text=_("In a few words, such as: blue hoodie. Nobody's name."),
    )
    name_en = Line(_("what it is, in English"), max_length=60, blank=True)
    price_fen = models.PositiveIntegerField(_("price, in fen"))
    photo = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("photo"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=GoodsState, default=GoodsState.TAKEN_IN, editable=False)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    refusal = models.ForeignKey(
        RefusalRule, on_delete=models.PROTECT, null=True, blank=True, db_index=False, editable=False, related_name="+",
        verbose_name=_("why it was refused"),
    )  # fmt: skip
    entered_by = person(_("taken in by"), editable=False)
    entered_at = models.DateTimeField(_("taken in"), default=timezone.now, editable=False)

    objects = GoodsQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing in the shop")
        verbose_name_plural = _("things in the shop")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_goodsitem_refused_without_person",
                condition=Q(state="refused", refusal__isnull=False, donation__isnull=True)
                | (~Q(state="refused") & Q(refusal__isnull=True, donation__isnull=False)),
                violation_error_message=_("What is refused is noted without a person, and with the reason."),
            ),
            models.CheckConstraint(
                name="shop_goodsitem_code_shape",
                condition=Q(code__regex=CODES.shape),
                violation_error_message=_("A label's code has sixteen letters and digits."),
            ),
            models.CheckConstraint(
                name="shop_goodsitem_price_bearable",
                condition=Q(price_fen__lte=HIGHEST_PRICE_FEN) & Q(price_fen__gte=0),
                violation_error_message=_("No more than 10,000 yuan."),
            ),
            models.CheckConstraint(
                name="shop_goodsitem_name_one_line",
                condition=~Q(name__regex=r"[[:cntrl:]]") & ~Q(name__regex=r"\d{7,}") & ~Q(name_en__regex=r"\d{7,}"),
                violation_error_message=_("In a few words on one line, and no telephone number: everybody reads it."),
            ),
        ]
        indexes = [
            models.Index(
                name="shop_goods_shelf", fields=["shop", "category", "-since", "-id"], condition=Q(state="shelf")
            ),
            models.Index(
                name="shop_goods_waiting", fields=["shop", "entered_at"], condition=Q(state="taken_in")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.local_name

    def get_absolute_url(self) -> str:
        return reverse("goods_item", args=[self.pk])

    @property
    def local_name(self) -> str:
        named = self.name_en if get_language() == "en" and self.name_en else self.name
        return named or str(self.get_category_display())

    @property
    def has_left(self) -> bool:
        """What was asked for it stands from then on."""
        return self.state not in (GoodsState.TAKEN_IN, GoodsState.SHELF, GoodsState.WITHDRAWN)

    @property
    def region(self):
        """Whose desk it lies on."""
        return self.shop.region

    @property
    def shown_code(self) -> str:
        return CODES.in_groups(self.code)

    @property
    def number(self) -> str:
        """For people, on the label and in the lists."""
        return f"{self.pk:06}"


class GoodsMove(models.Model):
    """Where a thing went, when, by whom and why. A visitor who takes something says no name: `by` is empty then."""

    item = models.ForeignKey(GoodsItem, on_delete=models.PROTECT, related_name="moves", verbose_name=_("thing"))
    from_state = models.CharField(pgettext_lazy("state", "from"), max_length=10, choices=GoodsState)
    to_state = models.CharField(pgettext_lazy("state", "to"), max_length=10, choices=GoodsState)
    by = person(_("by"), null=True, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    why = models.CharField(_("why"), max_length=200, blank=True)

    append_only = True

    class Meta:
        verbose_name = _("move of a thing")
        verbose_name_plural = _("moves of things")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_goodsmove_by_somebody",
                condition=Q(by__isnull=False) | Q(to_state="taken"),
                violation_error_message=_("Somebody on duty moves it."),
            ),
            models.CheckConstraint(
                name="shop_goodsmove_says_why",
                condition=Q(to_state__in=["shelf", "taken"]) & ~Q(from_state="taken") | Q(why__regex=SAYS),
                violation_error_message=_("Say why: it stands in the record of this thing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
