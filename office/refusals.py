"""What the database refuses about public notices, in words. Actions write inside `in_words()`."""

from django.utils.translation import gettext_lazy as _

from lib.constraints import Walls

# Constraints that only a trigger knows (migrations/*.sql), and unique columns.
BY_TRIGGER = {
    "office_publicnotice_moves": _("This step is not the next one of the notice. Please load the page again."),
    "office_publicnotice_not_backdated": _("A notice begins today or later, never in the past."),
    "office_publicnotice_rule": _("No rule says how long such a notice lasts. Enter the rule first."),
    "office_publicnotice_long_enough": _("That is shorter than the rule allows."),
    "office_publicnotice_over": _("This notice is over; what it says stays."),
    "office_publicnotice_fixed": _("What is announced never changes. Withdraw the notice and open another."),
    "office_publicnotice_never_shortened": _("A notice is never shortened."),
    "office_publicnotice_extended_in_words": _("Say why the notice lasts longer; the public reads it."),
    "office_publicnotice_days_over": _("The notice is still on show. It can be closed after its last day."),
    "office_publicnotice_answered": _("An objection is not answered yet. It holds the decision until it is."),
    "office_publicnotice_kept": _("Notices and objections are kept."),
    "office_objection_in_time": _("The days for objections to this notice are over. Please call the office."),
    "office_objection_stays": _("This objection has been answered; the answer stays."),
    "office_objection_by_another": _("Somebody else answers this: not whoever opened the notice, nor whoever objects."),
    "office_post_stays": _("A post stays as it was given and agreed to. End it and give a new one."),
    "office_post_given_with_standing": _(
        "Whoever gave this post is no security administrator whose own post holds. End it and have it given anew."
    ),
    "office_post_agreed_with_standing": _("Only an audit administrator whose own post holds agrees to posts."),
    "office_objection_token_key": _("This objection has been sent already."),
}

# What somebody who may see it may not do.
MAY_NOT = ("office_objection_by_another", "office_post_agreed_by_another", "office_post_agreed_with_standing")

walls = Walls("office", by_trigger=BY_TRIGGER, may_not=MAY_NOT)
in_words = walls.in_words
