"""The books: double entry in fen, only ever added to, linked in a chain of hashes.

What holds them is in `migrations/0002_books.sql`: at commit every entry balances, no asset of a fund is below zero,
nothing is spent off purpose, and the entry is linked to the one before it. The application's role may only add.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from shop.models.funds import Account, Fund
from shop.querysets import EntryQuerySet, LinkQuerySet
from shop.vocabulary import DocumentKind, EntryKind


def new_salt() -> str:
    return secrets.token_hex(16)


class Entry(models.Model):
    """One business event with its document and two people. Corrected only by an entry that reverses it."""

    Kind = EntryKind

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="entries", verbose_name=_("fund"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    day = models.DateField(_("day"))
    narration = models.CharField(_("what happened"), max_length=200)
    narration_en = models.CharField(_("what happened, in English"), max_length=300, blank=True)
    document_kind = models.CharField(_("kind of document"), max_length=14, choices=DocumentKind)
    document_no = models.CharField(_("number of the document"), max_length=60)
    document = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("picture of the document"),
    )  # fmt: skip
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+",
        verbose_name=_("entered by"),
    )  # fmt: skip
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+",
        verbose_name=_("approved by"),
    )  # fmt: skip
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    # Hides the two people in the published digest; known to the office alone.
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    token = models.UUIDField(_("form token"), unique=True, editable=False)

    append_only = True

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(
                name="shop_entry_two_people",
                condition=~Q(made_by=F("approved_by")),
                violation_error_message=_("Two people stand behind every entry: one enters, another approves."),
            ),
            models.CheckConstraint(
                name="shop_entry_documented",
                condition=Q(document_no__regex=r"\S"),
                violation_error_message=_("Every entry has a document with a number."),
            ),
            models.CheckConstraint(
                name="shop_entry_explained",
                condition=Q(narration__regex=SAYS) & ~Q(narration__regex=r"[[:cntrl:]]"),
                violation_error_message=_("Say in one line what happened; the public reads it."),
            ),
            models.CheckConstraint(
                name="shop_entry_document_one_line",
                condition=~Q(document_no__regex=r"[[:cntrl:]]"),
                violation_error_message=_("A document's number is one line."),
            ),
            models.CheckConstraint(
                name="shop_entry_reversal_reverses",
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                violation_error_message=_("A correction names the entry that it reverses."),
            ),
        ]
        indexes = [models.Index(name="shop_entry_by_day", fields=["fund", "-day", "-id"])]

    def __str__(self) -> str:
        return f"{self.fund.code} {self.day} {self.get_kind_display()}"

    @property
    def local_narration(self) -> str:
        return self.narration_en if get_language() == "en" and self.narration_en else self.narration


class Leg(models.Model):
    """One side of an entry. Fen; debit positive, credit negative."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs", verbose_name=_("entry"))
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_index=False, related_name="legs", verbose_name=_("account")
    )
    fen = models.BigIntegerField(_("fen"))

    append_only = True

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        constraints = [
            models.UniqueConstraint(name="shop_leg_once", fields=["entry", "account"]),
            models.CheckConstraint(
                name="shop_leg_something",
                condition=~Q(fen=0) & Q(fen__gt=-100_000_000_000, fen__lt=100_000_000_000),
                violation_error_message=_("An amount is not zero, and below a thousand million yuan."),
            ),
        ]
        indexes = [models.Index(name="shop_leg_of_account", fields=["account", "-entry"])]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.fen}"


class Link(models.Model):
    """An entry's place in its fund's chain: number without gaps, the hash before, its own. Written by the database."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="link", verbose_name=_("entry")
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("fund"))
    number = models.PositiveIntegerField(_("number"))
    people = models.CharField(_("digest of the two people"), max_length=64)
    before = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)
    # What is left in the fund after this entry: the sum of its assets.
    left_fen = models.BigIntegerField(_("balance after"))

    kept_by_database = True

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        constraints = [
            models.UniqueConstraint(name="shop_link_number_once", fields=["fund", "number"]),
            models.CheckConstraint(
                name="shop_link_not_below_zero",
                condition=Q(left_fen__gte=0),
                violation_error_message=_("The fund does not hold that much."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash[:12]}"


class Chain(models.Model):
    """Where a fund's chain ends; the next entry waits for this row, from its settling to its commit."""

    fund = models.OneToOneField(
        Fund, on_delete=models.PROTECT, primary_key=True, related_name="chain", verbose_name=_("fund")
    )
    number = models.PositiveIntegerField(_("number"))
    hash = models.CharField(_("hash"), max_length=64)

    kept_by_database = True

    class Meta:
        verbose_name = _("end of the chain")
        verbose_name_plural = _("ends of the chains")

    def __str__(self) -> str:
        return f"{self.number}: {self.hash[:12]}"


class Balance(models.Model):
    """What stands on an account. Kept by the database; no asset of a fund is ever below zero."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="balance", verbose_name=_("account")
    )
    is_asset = models.BooleanField(_("asset"))
    fen = models.BigIntegerField(_("fen"))

    kept_by_database = True

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.CheckConstraint(
                name="shop_balance_not_below_zero",
                condition=Q(is_asset=False) | Q(fen__gte=0),
                violation_error_message=_("There is not that much money there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.fen}"


class MonthTotal(models.Model):
    """What came into a fund and what went out in one month, corrections taken off. Kept by the database."""

    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, db_index=False, related_name="months", verbose_name=_("fund")
    )
    month = models.DateField(_("month"))
    in_fen = models.BigIntegerField(_("in, in fen"))
    out_fen = models.BigIntegerField(_("out, in fen"))
    entries = models.PositiveIntegerField(_("entries"))

    kept_by_database = True

    class Meta:
        verbose_name = _("total of a month")
        verbose_name_plural = _("totals of months")
        ordering = ["month"]
        constraints = [models.UniqueConstraint(name="shop_monthtotal_once", fields=["fund", "month"])]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.month:%Y-%m}"


class MonthLock(models.Model):
    """A month of a fund's books that is closed: nothing is entered in it any more. `month` is its first day."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="locks", verbose_name=_("fund"))
    month = models.DateField(_("month"))
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("closed by")
    )
    locked_at = models.DateTimeField(_("closed"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                name="shop_monthlock_once",
                fields=["fund", "month"],
                violation_error_message=_("This month is closed already."),
            ),
            models.CheckConstraint(
                name="shop_monthlock_first_day",
                condition=Q(month__day=1),
                violation_error_message=_("A month is named by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund.code} {self.month:%Y-%m}"


class DayHead(models.Model):
    """The last link of a fund's chain on a day, published: who kept a copy can prove that nothing was changed."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="heads", verbose_name=_("fund"))
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("number"))
    hash = models.CharField(_("hash"), max_length=64)
    left_fen = models.BigIntegerField(_("balance after"))
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("head of the day")
        verbose_name_plural = _("heads of days")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(name="shop_dayhead_once", fields=["fund", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.fund.code} {self.day} {self.hash[:12]}"
