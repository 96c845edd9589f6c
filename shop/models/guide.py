"""What the volunteers at the counter go by: prices, what is not taken, who is on duty. Data, with its dates."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.typed import Line
from shop.models.boxes import SOME, person
from shop.models.shops import Shop
from shop.querysets_goods import DutyQuerySet, PriceGuideQuerySet, RefusalRuleQuerySet
from shop.vocabulary import Category, Condition

HIGHEST_PRICE_FEN = 1_000_000


@pghistory.track()
class PriceGuide(models.Model):
    """What is asked for a thing of one kind and condition, from a day on. The newest that has begun holds."""

    category = models.CharField(_("kind"), max_length=12, choices=Category)
    condition = models.CharField(_("condition"), max_length=8, choices=Condition)
    price_fen = models.PositiveIntegerField(_("price, in fen"))
    valid_from = models.DateField(_("from"), default=timezone.localdate)

    objects = PriceGuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested price")
        verbose_name_plural = _("suggested prices")
        ordering = ["category", "condition", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="shop_priceguide_once",
                fields=["category", "condition", "valid_from"],
                violation_error_message=_("A price for this begins on that day already."),
            ),
            models.CheckConstraint(
                name="shop_priceguide_bearable",
                condition=Q(price_fen__lte=HIGHEST_PRICE_FEN),
                violation_error_message=_("No more than 10,000 yuan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} · {self.get_condition_display()}"


@pghistory.track()
class RefusalRule(models.Model):
    """Something that the shop does not take, with the sentence for whoever brought it (Charity Law art. 36)."""

    code = models.SlugField(_("code"), max_length=24, unique=True)
    name = Line(_("what is not taken"), max_length=60)
    name_en = Line(_("what is not taken, in English"), max_length=100)
    sentence = Line(_("what to say"), max_length=200)
    sentence_en = Line(_("what to say, in English"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("First day on which it no longer holds."))

    objects = RefusalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing that is not taken")
        verbose_name_plural = _("things that are not taken")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_refusalrule_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it began."),
            ),
            models.CheckConstraint(
                name="shop_refusalrule_says_why",
                condition=Q(name__regex=SOME, sentence__regex=SOME),
                violation_error_message=_("Say what is not taken, and the sentence for whoever brought it."),
            ),
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def local_sentence(self) -> str:
        return self.sentence_en if get_language() == "en" else self.sentence


@pghistory.track()
class Duty(models.Model):
    """Somebody on a shop's list of duty: takes goods in, prices them and puts them on the shelf. Never the money."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="duties", verbose_name=_("shop"))
    user = person(_("volunteer"), related_name="shop_duties", db_index=True)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("First day on which it no longer holds."))
    given_by = person(_("given by"), editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer on duty")
        verbose_name_plural = _("volunteers on duty")
        ordering = ["shop", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_duty_once",
                fields=["shop", "user", "valid_from"],
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(
                name="shop_duty_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A duty ends after it began."),
            ),
            models.CheckConstraint(
                name="shop_duty_given_by_another",
                condition=~Q(given_by=F("user")),
                violation_error_message=_("Nobody puts themself on the list of duty."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop} · {self.user}"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
