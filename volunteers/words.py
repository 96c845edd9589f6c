"""What the scripts of the phone pages say, in the reader's language; they have no words of their own."""

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.drawing import drawings


def phone(person: int | None = None) -> dict:
    """What every phone page hands to its scripts: whose it is (nobody's, in the offline shell), and the words."""
    return {"person": person or "", "words": drawings.get(("phone-words", get_language()), _script)}


def _script() -> SafeString:
    """As a script that is data."""
    return json_script(words(), "phone-words")


def words() -> dict[str, str]:
    return {
        "in": _("Check in"),
        "out": _("Check out"),
        "tick_in": _("Tick in"),
        "tick_out": _("Tick out"),
        "walk_up": _("Came along"),
        "came_along": _("Somebody came along"),
        "who": _("Volunteer number or mobile number"),
        "who_hint": _("Whether there is a place, and the name, is known once it is sent."),
        "who_first": _("Type the volunteer number or the mobile number."),
        "enter": _("Enter and check in"),
        "tell_risks": _("Tell them the risks first: {t}"),
        "count": _("{n} waiting"),
        "kept": _("Kept in this phone. It is sent as soon as there is a signal."),
        "not_kept": _("This phone cannot keep it. Please stay on this page until there is a signal."),
        "unsent": _("Not sent yet"),
        "put_away": _("Put away"),
        "sure": _("This was not accepted and will be gone for good. Have you told the leader?"),
        "sure_unsent": _("This was never sent and will be gone for good. Has it been noted in another way?"),
        "not_taken": _("The server could not take this in yet. It is sent again."),
        "unreadable": _("The server could not read this. Tell the leader, and put it away."),
        "sign_in": _("Sign in again, so that it can be sent."),
        "no_position": _("The phone did not say where it is. Use the leader's code."),
        "six": _("Type the six digits that the leader's phone shows."),
        "next_code": _("New code in {n} s"),
        "offline": _("No signal"),
        "checked_in": _("Checked in at {t}"),
        "checked_out": _("Checked out at {t}"),
        "not_there": _("Not there yet"),
        "in_phone": _("in this phone"),
        "tick_first": _("Tick at least one person first."),
        "none_today": _("No shift in the next two days."),
        "type_code": _("The leader's six digits"),
        "show_code": _("Show the code"),
        "roster": _("Roster"),
        "as_of": _("As of {t}, when there was a signal."),
        "scanned": _("Scanned. Keep it in this phone?"),
        "done": _("Checked in and out. Thank you."),
        "too_early": _("Check-in opens at {t}."),
    }
