"""What the database refuses about aid, in words (migrations/0006_aid.sql)."""

from django.utils.translation import gettext_lazy as _

BY_TRIGGER = {
    "shop_aid_moves": _("This step is not the next one of the application. Please load the page again."),
    "shop_aid_stays": _("This step is over; what it wrote stays."),
    "shop_aid_on_purpose": _("This fund may not be spent on that."),
    "shop_aid_within_plan": _("The fund's plan does not cover that day, so nothing may be spent from it."),
    "shop_aid_own_case": _("Nobody acts in the case of their own household."),
    "shop_aid_related": _("You have declared an interest in this case, so you take no part in it."),
    "shop_aid_undeclared": _("First declare that you are no relative and have no interest of your own."),
    "shop_aid_post": _("This needs a post for aid over this town."),
    "shop_aid_five_people": _(
        "Handler, two visitors, who approves and who pays are five different people; "
        "who decides has had no part in it before."
    ),
    "shop_aid_payer_wrote_account": _("Who entered the bank account does not pay into it."),
    "shop_aid_no_rule": _("No rule of aid holds on that day."),
    "shop_aid_payment_limit": _("That is more than the rule allows for one payment for this hardship."),
    "shop_aid_emergency_limit": _("That is more than the rule allows in an emergency."),
    "shop_aid_household_limit": _("That is more than the rule allows for one household in a calendar year."),
    "shop_aid_same_cause": _("This household has been helped for the same hardship this calendar year."),
    "shop_aid_visited": _("Both visitors enter their visit first."),
    "shop_aid_visitors_only": _("The two visitors enter their visits, each for themselves."),
    "shop_aid_visit_day": _("A visit lies between the application and today."),
    "shop_aid_discussed": _("First three people speak in the discussion, and more of them for it than against."),
    "shop_aid_notice_first": _(
        "The public notice has not passed yet: its days must be over, and no objection may be open."
    ),
    "shop_aid_ratify_due": _("An emergency names the day by which another person ratifies it."),
    "shop_aid_ratify_first": _("Another person ratifies an emergency before it is closed."),
    "shop_aid_nothing_to_ratify": _("There is nothing to ratify here."),
    "shop_aid_not_ratified": _("This was not ratified, so it is not paid."),
    "shop_aid_entry": _("The entry does not say what was approved, and by whom."),
    "shop_aid_account_of_another": _(
        "This bank account belongs to another household's application. It is not paid into."
    ),
    "shop_aid_receipt_of_household": _(
        "The household confirms the receipt, or the handler or a visitor brings it signed, with its number."
    ),
    "shop_aid_known_there": _("The handler or a visitor looks in again: somebody whom the household knows."),
    "shop_aid_answered_by_another": _("Who refused an application does not answer the objection to it."),
    "shop_aid_rule_ahead": _("A rule is entered before it begins, and stays once it has begun."),
    "shop_householddocument_document_lookup_key": _(
        "This document belongs to another household. Please ask the office."
    ),
    "shop_aidcase_token_key": _("This has been sent already."),
    "shop_aidcase_notice_id_key": _("This notice belongs to another application."),
    "shop_aidcase_entry_id_key": _("This payment is in the books already."),
    "shop_aidobjection_case_id_key": _("You have objected already; the answer comes here."),
    "shop_aidrule_valid_from_key": _("A rule from that day stands already."),
}

# What somebody who may see it may not do.
MAY_NOT = (
    "shop_aid_own_case", "shop_aid_related", "shop_aid_post", "shop_aid_five_people", "shop_aid_payer_wrote_account",
    "shop_aid_visitors_only", "shop_aid_answered_by_another", "shop_aid_known_there",
)  # fmt: skip
