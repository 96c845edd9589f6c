"""What the database refuses about money, in words. Actions write inside `in_words()`."""

from django.utils.translation import gettext_lazy as _

from lib.constraints import Walls

# Constraints that only a trigger knows (migrations/0002_books.sql), and unique columns.
BY_TRIGGER = {
    "shop_entry_reverses_id_key": _("This entry has been corrected already."),
    "shop_entry_token_key": _("This has been entered already."),
    "shop_fund_immutable": _("What a fund is for never changes. File a new plan and open a new fund."),
    "shop_entry_month_open": _("This month is closed. Enter it in an open month, and say why it is late."),
    "shop_entry_not_in_future": _("An entry is about what has happened, not about the future."),
    "shop_entry_reversible": _("A correction cannot be corrected, nor an entry of another fund. Enter it anew."),
    "shop_entry_balanced": _("The two sides are not equal."),
    "shop_entry_reverses_exactly": _("A correction turns round exactly what it corrects."),
    "shop_leg_own_fund": _("This account belongs to another fund."),
    "shop_leg_of_open_entry": _("This entry is in the books already. Correct it by a reversal."),
    "shop_leg_on_purpose": _("This fund may not be spent on that."),
    "shop_leg_within_plan": _("The fund's plan does not cover that day, so nothing may be spent from it."),
    "shop_leg_right_side": _("An amount is never negative."),
    "shop_monthlock_over": _("A month is closed when it is over."),
    "shop_dayhead_of_the_chain": _("The chain has no such entry."),
}

walls = Walls("shop", by_trigger=BY_TRIGGER)
in_words = walls.in_words
