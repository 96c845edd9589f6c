"""What the database refuses about money, in words. Actions write inside `in_words()`."""

from django.utils.translation import gettext_lazy as _

from lib.constraints import Walls
from shop import aid_refusals

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
    "shop_count_begins": _("A count begins with a sealed box."),
    "shop_count_fixed": _("Box and people of a count stand from its beginning. Call it off and plan another."),
    "shop_count_moves": _("This step is not the next one of the count. Please load the page again."),
    "shop_count_over": _("This step is over; what it wrote stays."),
    "shop_count_again": _("There is nothing to count again: both counts must be final, and differ."),
    "shop_count_signed": _("All three sign one amount."),
    "shop_count_entry": _("The entry does not say what was found."),
    "shop_countline_own": _("Only the two counters count."),
    "shop_countline_final": _("This count is final."),
    "shop_confirmation_own": _("This is confirmed by the people of this count, each for themselves."),
    "shop_confirmation_now": _("This cannot be confirmed now. Please load the page again."),
    "shop_confirmation_opening_first": _("First confirm that the box was opened before your eyes."),
    "shop_confirmation_count_first": _("First both counts, the photo of the money and the new seal."),
    "shop_confirmation_counted": _("The amount lies outside what the two of you counted."),
    "shop_confirmation_same_amount": _("Another amount has been signed. Sign that one, or count again."),
    "shop_confirmation_explained": _("The two counts differ. Say how that is explained; the public reads it."),
    "shop_confirmation_counters_first": _("The witness signs last, after both counters."),
    "shop_boxcount_entry_id_key": _("This count is in the books already."),
    "shop_boxcount_deposit_id_key": _("This deposit is in the books already."),
    "shop_disclosure_stays": _("What is published stays. Write a new version, with its reason."),
    "shop_disclosure_begins": _("A new version follows one that is published."),
    "shop_disclosure_of_the_chain": _("The chain has no such entry."),
    "shop_disclosure_of_the_ledger": _("These are not the figures of the books. Draft it anew."),
    "shop_disclosure_period_over": _("The period is not over yet."),
    "shop_disclosure_stale": _("The books have moved since the draft. Draft it anew, and read it again."),
    "shop_goods_begins": _("A thing is taken in first, or refused at the door."),
    "shop_goods_own_shop": _("This slip belongs to another shop."),
    "shop_goods_fixed": _("Where a thing came from, and the code on its label, stay as they are."),
    "shop_goods_by_move": _("A thing's state follows from a noted move, never from an edit."),
    "shop_goods_price_stands": _("This thing has left the shelf: what was asked for it stays."),
    "shop_goods_moves": _("This thing cannot go from there to there. Please load the page again."),
    "shop_goods_in_turn": _("This thing was moved later than that already. Please load the page again."),
    "shop_goods_taken_by_mark": _("A thing is taken by a mark, which gives a slip."),
    "shop_donation_fixed": _("A slip stays as it was given."),
    "shop_donation_token_key": _("This has been taken in already."),
    "shop_donation_code_key": _("This code is given out already. Please try again."),
    "shop_goodsitem_code_key": _("This code is given out already. Please try again."),
    "shop_nothing_is_deleted": _("Nothing is deleted here. Withdraw it, and say why."),
    "shop_taking_own_box": _("This box stands in another shop."),
    "shop_taking_token_key": _("This has been marked already."),
    "shop_taking_code_key": _("This code is given out already. Please try again."),
    "shop_reversal_result_id_key": _("This correction has been carried out already."),
}

# What somebody who may see it may not do.
MAY_NOT = ("shop_confirmation_own", "shop_countline_own", "shop_reversal_two_people", "shop_disclosure_two_people")

walls = Walls("shop", by_trigger={**BY_TRIGGER, **aid_refusals.BY_TRIGGER}, may_not=(*MAY_NOT, *aid_refusals.MAY_NOT))
in_words = walls.in_words
