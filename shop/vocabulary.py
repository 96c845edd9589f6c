"""Words that rows choose from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """Broad classes of hardship: all that the public ever reads about a household."""

    ILLNESS = "illness", _("Illness")
    DISABILITY = "disability", _("Disability")
    STUDY = "study", _("Study")
    ACCIDENT = "accident", _("Accident or disaster")
    LIVING = "living", _("Livelihood")


class AccountKind(TextChoices):
    """Debits are positive, credits negative, as beancount writes them: income and equity stand below zero."""

    ASSET = "asset", _("Asset")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")


class EntryKind(TextChoices):
    BOX = "box", _("Found in the box")
    DEPOSIT = "deposit", _("Taken to the bank")
    GIFT = "gift", _("Given to the fund")
    AID = "aid", _("Aid to a household")
    COST = "cost", _("Necessary cost")
    REVERSAL = "reversal", _("Correction by reversal")


class DocumentKind(TextChoices):
    COUNT = "count", _("Count sheet")
    DEPOSIT_SLIP = "deposit_slip", _("Deposit slip")
    RECEIPT = "receipt", _("Receipt")
    DECISION = "decision", _("Decision")
    INVOICE = "invoice", _("Invoice")
    AGREEMENT = "agreement", _("Agreement")


class DisclosureKind(TextChoices):
    """What a fund owes the public, and how often; `shop/disclosure_calendar.py` says when."""

    MONTHLY = "monthly", _("Statement of a month")
    QUARTERLY = "quarterly", _("Figures of three months")
    YEARLY = "yearly", _("Report of a year")
    FINAL = "final", _("Report at the end of the plan")


class Money(TextChoices):
    NOTE = "note", _("Banknote")
    COIN = "coin", _("Coin")
    OTHER = "other", _("Other")


class Step(TextChoices):
    """What somebody confirms of a count, from their own account."""

    OPENING = "opening", _("The box was opened before my eyes")
    SEAL = "seal", _("My count is final")
    SIGN = "sign", _("I sign the amount")


# Fen. What is in use; older small notes, foreign coins and play money go under "other", with a note.
NOTES = (10_000, 5_000, 2_000, 1_000, 500, 100)
COINS = (100, 50, 10)


class Category(TextChoices):
    """Kinds of goods that a price is suggested for."""

    CLOTHES = "clothes", _("Clothes")
    SHOES = "shoes", _("Shoes and bags")
    BOOKS = "books", _("Books")
    TOYS = "toys", _("Toys")
    HOUSEHOLD = "household", _("For the household")
    ELECTRIC = "electric", _("Small electric things")
    SPORTS = "sports", _("Sports and leisure")
    CRAFTS = "crafts", _("Made by hand")
    OTHER = "other", _("Other things")


class Condition(TextChoices):
    UNUSED = "unused", _("Never used")
    GOOD = "good", _("Good as new")
    USED = "used", _("Used, and in order")


class AidSource(TextChoices):
    """Who brought a household's hardship up."""

    HOUSEHOLD = "household", _("The household itself")
    COMMUNITY = "community", _("The community, on the household's behalf")
    FOUND = "found", _("Found by staff")


class Ratification(TextChoices):
    """What another person says, papers in hand, of an emergency that was approved at once."""

    RATIFIED = "ratified", _("Ratified")
    REFUSED = "refused", _("Not ratified")
