"""Where an application stands, in words for the household: what is done, what comes next, until when."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from shop.models import AidCase
from shop.workflow import AID_UNDER_WAY, AidState

DONE, NOW, LATER = "done", "now", "later"
WAITING = (*AID_UNDER_WAY, AidState.PAID)


class Station(NamedTuple):
    label: Any
    when: date | None
    mark: str


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def pill_of(case: AidCase) -> str:
    if case.state in (AidState.REJECTED, AidState.WITHDRAWN):
        return "closed"
    return "waiting" if case.state in WAITING else "done"


def stations(case: AidCase) -> list[Station]:
    """The way of an application. What was refused or withdrawn ends where it stood."""
    order = [
        (AidState.SUBMITTED, _("You have applied"), _day(case.entered_at)),
        (AidState.VISITING, _("Two people visit you"), _day(case.taken_on_at)),
        (AidState.DISCUSSING, _("It is discussed"), _day(case.discussed_at)),
        (AidState.NOTICE, _("Public notice, without your name"), case.notice.begins_on if case.notice_id else None),
        (AidState.APPROVED, _("Approved"), _day(case.approved_at)),
        (AidState.PAID, _("Paid to your account"), _day(case.paid_at)),
        (AidState.RECEIPTED, _("You confirm that it has come"), _day(case.receipted_at)),
        (AidState.FOLLOWED_UP, _("We look in again"), _day(case.followed_up_at)),
    ]
    if case.is_emergency:
        order = [station for station in order if station[0] != AidState.NOTICE]
    standing_at = case.refused_from or case.state if case.state == AidState.REJECTED else case.state
    keys = [key for key, _label, _when in order]
    here = keys.index(standing_at) if standing_at in keys else -1
    return [Station(label, when, _mark(number, here)) for number, (_key, label, when) in enumerate(order)]


def _mark(number: int, here: int) -> str:
    if number < here:
        return DONE
    return NOW if number == here else LATER


def next_words(case: AidCase) -> str:
    """One sentence: what happens now, and what the household has to do, if anything."""
    sentences = {
        AidState.SUBMITTED: _("Your application is here. Within a few working days somebody calls you."),
        AidState.VISITING: _("Two people come to see you. They show who they are, and never ask for money."),
        AidState.DISCUSSING: _("The visits are done. Now it is discussed whether and how much the fund can help."),
        AidState.NOTICE: _("The proposal is on public notice, without your name. Then it is decided."),
        AidState.APPROVED: _("It is approved. The money is on its way; see to it that your bank account stands here."),
        AidState.PAID: _("The money has been sent. When it is there, please confirm it below."),
        AidState.RECEIPTED: _("Thank you. In some weeks somebody looks in again and asks how you are."),
        AidState.FOLLOWED_UP: _("This application is complete. We wish you well."),
        AidState.REJECTED: _("The application was refused. Here is why; if you see it otherwise, say so."),
        AidState.WITHDRAWN: _("The application was withdrawn. You can apply again at any time."),
    }
    return sentences[AidState(case.state)]
