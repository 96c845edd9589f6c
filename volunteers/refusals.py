"""What the database refuses about volunteers, in words. Actions write inside `in_words()`."""

from django.utils.translation import gettext_lazy as _

from lib.constraints import Walls

# Constraints that only a trigger knows (migrations/0002_rules_in_the_database.sql, 0008_persons_not_accounts.sql).
BY_TRIGGER = {
    "volunteers_organization_no_circle": _("An organization cannot be part of itself."),
    "volunteers_membership_appointed_by_another": _("Nobody makes themself a leader."),
    "volunteers_membership_appointed_with_standing": _(
        "You do not lead this organization, and hold no post over it: somebody who does appoints its leaders."
    ),
    "volunteers_shift_insured": _("The insurance does not cover every shift. Enter a policy that does."),
    "volunteers_servicerecord_not_in_future": _("This service lies in the future. Enter it when it is over."),
    "volunteers_servicerecord_corrects_own": _("That record cannot be corrected."),
    "volunteers_servicerecord_rule": _("No rule of recording holds on that day."),
    "volunteers_servicerecord_reported_by_self": _("Only volunteers themselves report their service."),
    "volunteers_key_stays": _("Whose this is cannot be changed any more."),
    "volunteers_volunteer_stays_whose": _("This registration belongs to another account."),
    "volunteers_servicerecord_proved": _("Check-in and check-out do not prove this."),
    "volunteers_decision_not_own_hours": _("Nobody decides about their own hours."),
    "volunteers_decision_standing": _("You do not lead this organization, and hold no post over it."),
    "volunteers_decision_still_open": _("This record has been decided already."),
    "volunteers_decision_by_another": _("You entered these hours, so somebody else confirms them."),
    "volunteers_decision_not_by_their_leader": _(
        "You lead here by the word of whoever served or entered these hours. Another leader or the office confirms."
    ),
    "volunteers_decision_backdated": _(
        "They checked in before the shift was announced, and you stood for it. Another leader or the office confirms."
    ),
    "volunteers_finding_not_own_hours": _("Nobody checks their own hours."),
    "volunteers_finding_by_another": _("You entered this record or decided on it; somebody else checks it."),
    "volunteers_merge_stays": _("This merge was carried out; it can only be undone."),
    "volunteers_merge_not_own": _("Nobody merges their own registration."),
    "volunteers_merge_standing": _("You hold no post that may carry this out."),
}
MAY_NOT = {
    "volunteers_decision_not_own_hours",
    "volunteers_decision_standing",
    "volunteers_finding_not_own_hours",
    "volunteers_finding_by_another",
    "volunteers_membership_appointed_with_standing",
    "volunteers_merge_standing",
}

walls = Walls("volunteers", by_trigger=BY_TRIGGER, may_not=MAY_NOT)
in_words = walls.in_words
