"""Boxes and their counts: three people, two blind counts, one amount that all three sign.

What holds them is in `migrations/0004_boxes.sql`: who may confirm what, that nobody counts twice, which state follows
which, and that what was signed is what stands in the books.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import validate_contact_phone
from lib.saying import SAYS
from shop.models.funds import Fund
from shop.models.ledger import Entry
from shop.models.shops import Shop
from shop.querysets import BoxCountQuerySet, CountLineQuerySet
from shop.vocabulary import COINS, NOTES, Money, Step
from shop.workflow import CountState

SOME = r"\S"


def person(verbose_name, **values) -> models.ForeignKey:
    """Somebody who answers for a step; kept for as long as the books are."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        **{"on_delete": models.PROTECT, "related_name": "+", "db_index": False, "verbose_name": verbose_name, **values},
    )


@pghistory.track()
class Box(models.Model):
    """A donation box, with what must be said at it: its number, its keeper, the fund (Charity Law art. 25)."""

    class State(models.TextChoices):
        IN_USE = "in_use", _("In use")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_no = models.CharField(_("number of the box"), max_length=20, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="boxes", verbose_name=_("shop"))
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="boxes", verbose_name=_("fund"))
    keeper = models.CharField(_("who keeps it"), max_length=60, help_text=_("A team or an office, not a person."))
    keeper_en = models.CharField(_("who keeps it, in English"), max_length=100, blank=True)
    keeper_phone = models.CharField(_("telephone for questions"), max_length=20, validators=[validate_contact_phone])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IN_USE)

    class Meta:
        verbose_name = _("donation box")
        verbose_name_plural = _("donation boxes")
        ordering = ["public_no"]
        constraints = [
            models.CheckConstraint(
                name="shop_box_number_shape",
                condition=Q(public_no__regex=r"^[A-Z0-9]+(-[A-Z0-9]+)*$"),
                violation_error_message=_("A box's number is of capital letters, digits and hyphens."),
            ),
            models.CheckConstraint(
                name="shop_box_answered_for",
                condition=Q(keeper__regex=SOME, keeper_phone__regex=SOME),
                violation_error_message=_("Say who keeps the box, and where to call."),
            ),
        ]

    def __str__(self) -> str:
        return self.public_no

    def get_absolute_url(self) -> str:
        return reverse("box_notice", args=[self.public_no])

    @property
    def local_keeper(self) -> str:
        return self.keeper_en if get_language() == "en" and self.keeper_en else self.keeper


@pghistory.track()
class BoxCount(models.Model):
    """One opening of a box. The database writes `fen`, `difference_fen` and `explanation`, from what was signed."""

    State = CountState

    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="counts", verbose_name=_("box"))
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="counts", verbose_name=_("fund"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    counter_a = person(_("first counter"), db_index=True)
    counter_b = person(_("second counter"), db_index=True)
    site_witness = person(_("witness of the site"), db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=CountState, default=CountState.SEALED, editable=False)
    # A recount is another round; what was counted before stays.
    round = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    planned_by = person(_("planned by"), editable=False)
    planned_at = models.DateTimeField(_("planned"), default=timezone.now, editable=False)
    opened_at = models.DateTimeField(pgettext_lazy("box", "opened"), null=True, blank=True, editable=False)
    seal_no_before = models.CharField(_("number of the seal that was broken"), max_length=30, blank=True)
    seal_note = models.CharField(_("why the seal is another one"), max_length=200, blank=True)
    seal_no_after = models.CharField(_("number of the new seal"), max_length=30, blank=True)
    photo = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("photo of the counted money"),
    )  # fmt: skip
    fen = models.BigIntegerField(_("found, in fen"), null=True, blank=True, editable=False)
    difference_fen = models.BigIntegerField(_("difference of the two counts"), null=True, blank=True, editable=False)
    explanation = models.CharField(_("how the difference is explained"), max_length=300, blank=True, editable=False)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True, editable=False)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="count",
        verbose_name=_("entry"),
    )  # fmt: skip
    bank_due_on = models.DateField(_("to be in the bank by"), null=True, blank=True, editable=False)
    slip_no = models.CharField(_("number of the deposit slip"), max_length=60, blank=True)
    slip_on = models.DateField(_("day of the deposit"), null=True, blank=True)
    slip_by = person(_("taken to the bank by"), null=True, blank=True)
    deposit = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="deposit_of",
        verbose_name=_("entry of the deposit"),
    )  # fmt: skip
    receipt_no = models.CharField(_("number of the charity's receipt"), max_length=60, blank=True)
    receipted_on = models.DateField(_("receipt entered"), null=True, blank=True)
    disclosed_at = models.DateTimeField(_("disclosed"), null=True, blank=True, editable=False)
    called_off_reason = models.CharField(_("why it was called off"), max_length=200, blank=True)

    objects = BoxCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("box count")
        verbose_name_plural = _("box counts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_boxcount_three_people",
                condition=~Q(counter_a=F("counter_b"))
                & ~Q(counter_a=F("site_witness"))
                & ~Q(counter_b=F("site_witness")),
                violation_error_message=_("Two counters and a witness are three different people."),
            ),
            models.UniqueConstraint(name="shop_boxcount_number_once", fields=["box", "number"]),
            models.UniqueConstraint(
                name="shop_boxcount_one_at_a_time",
                fields=["box"],
                condition=Q(state__in=["sealed", "opened"]),
                violation_error_message=_("A count of this box is under way already."),
            ),
            models.CheckConstraint(
                name="shop_boxcount_opened",
                condition=Q(state__in=["sealed", "called_off"])
                | Q(opened_at__isnull=False, bank_due_on__isnull=False, seal_no_before__regex=SOME),
                violation_error_message=_("Enter the number of the seal that you break."),
            ),
            models.CheckConstraint(
                name="shop_boxcount_counted",
                condition=Q(state__in=["sealed", "opened", "called_off"])
                | Q(fen__gte=0, counted_at__isnull=False, photo__isnull=False, seal_no_after__regex=SOME),
                violation_error_message=_("A count ends with a photo of the money and a new seal."),
            ),
            models.CheckConstraint(
                name="shop_boxcount_booked",
                condition=Q(state__in=["sealed", "opened", "called_off"]) | Q(fen=0) | Q(entry__isnull=False),
                violation_error_message=_("What was found stands in the books."),
            ),
            models.CheckConstraint(
                name="shop_boxcount_deposited",
                condition=Q(state__in=["sealed", "opened", "counted", "called_off"])
                | Q(fen=0)
                | Q(deposit__isnull=False, slip_no__regex=SOME, slip_on__isnull=False, slip_by__isnull=False),
                violation_error_message=_("A deposit has a slip with a number."),
            ),
            models.CheckConstraint(
                name="shop_boxcount_receipted",
                condition=~Q(state__in=["receipted", "disclosed"]) | Q(fen=0) | Q(receipt_no__regex=SOME),
                violation_error_message=_("Enter the number of the charity's receipt."),
            ),
            models.CheckConstraint(
                name="shop_boxcount_called_off",
                condition=~Q(state="called_off") | Q(called_off_reason__regex=SAYS),
                violation_error_message=_("Say why the count is called off."),
            ),
        ]
        indexes = [models.Index(name="shop_boxcount_of_fund", fields=["fund", "-opened_at"])]

    def __str__(self) -> str:
        return self.sheet_no

    def get_absolute_url(self) -> str:
        return reverse("lead_count", args=[self.pk])

    @property
    def sheet_no(self) -> str:
        return f"{self.box.public_no}-{self.number:03d}"

    @property
    def counters(self) -> tuple[int, int]:
        return self.counter_a_id, self.counter_b_id

    @property
    def people(self) -> tuple[int, int, int]:
        return self.counter_a_id, self.counter_b_id, self.site_witness_id


class CountLine(models.Model):
    """How many pieces of one denomination somebody found. Nobody else reads it before both counts are final."""

    count = models.ForeignKey(BoxCount, on_delete=models.PROTECT, related_name="lines", verbose_name=_("count"))
    round = models.PositiveSmallIntegerField(_("round"))
    by = person(_("counted by"))
    money = models.CharField(_("notes or coins"), max_length=5, choices=Money)
    denomination_fen = models.PositiveIntegerField(_("denomination, in fen"))
    quantity = models.PositiveIntegerField(_("how many"))
    note = models.CharField(_("note"), max_length=120, blank=True)

    append_only = True

    objects = CountLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        ordering = ["-money", "-denomination_fen"]
        constraints = [
            models.UniqueConstraint(
                name="shop_countline_once",
                fields=["count", "round", "by", "money", "denomination_fen"],
                violation_error_message=_("This denomination has been counted already."),
            ),
            models.CheckConstraint(
                name="shop_countline_known_money",
                condition=Q(money="note", denomination_fen__in=NOTES)
                | Q(money="coin", denomination_fen__in=COINS)
                | Q(money="other", note__regex=SOME, denomination_fen__lte=10_000_000),
                violation_error_message=_("There is no such note or coin. Put it under “other”, and say what it is."),
            ),
            models.CheckConstraint(
                name="shop_countline_quantity",
                condition=Q(quantity__gte=1, quantity__lte=100_000),
                violation_error_message=_("Between 1 and 100,000 pieces."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.denomination_fen}"

    @property
    def fen(self) -> int:
        return self.denomination_fen * self.quantity


class Confirmation(models.Model):
    """What one of the three people confirms, each from their own account."""

    count = models.ForeignKey(BoxCount, on_delete=models.PROTECT, related_name="confirmations", verbose_name=_("count"))
    round = models.PositiveSmallIntegerField(_("round"))
    step = models.CharField(_("step"), max_length=8, choices=Step)
    by = person(_("by"))
    fen = models.BigIntegerField(_("amount, in fen"), null=True, blank=True)
    explanation = models.CharField(_("how the difference is explained"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("confirmation of a count")
        verbose_name_plural = _("confirmations of counts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_confirmation_once",
                fields=["count", "round", "step", "by"],
                violation_error_message=_("You have confirmed this already."),
            ),
            models.CheckConstraint(
                name="shop_confirmation_amount",
                condition=Q(step="sign", fen__gte=0) | (~Q(step="sign") & Q(fen__isnull=True, explanation="")),
                violation_error_message=_("What is signed is an amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} · {self.by}"
