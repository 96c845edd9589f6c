"""People who came without signing up: the leader enters them, and they are there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.pages import touch
from lib.people_numbers import clean_mobile
from lib.rates import count_or_refuse
from lib.refusals import Forbidden, Refused
from volunteers.actions import presence
from volunteers.actions.proofs import Outcome, Sent
from volunteers.models import Membership, Shift, SignUp, Volunteer
from volunteers.querysets import VolunteerQuerySet
from volunteers.refusals import in_words
from volunteers.requirements import unmet
from volunteers.workflow import SIGN_UP_MOVES, SignUpState

MOST_TYPED, TEN_MINUTES = 60, 600


class NobodyFound(Refused):
    """No such number, or not exactly one member of that name."""


def walk_up(*, shift: int, who: str, sent: Sent) -> Outcome:
    """A place for somebody who came along, and their check-in: from the leader's page, or later from their phone.

    `who` is a volunteer number, a mobile number, or the exact real name of a member of the organization that the shift
    is of; the answer has no name. Place and check-in are one: refused is neither kept. The same id again changes
    nothing.

    Raises Refused where nobody is found, the shift is full or cancelled or has other times, they have a place
    elsewhere then, or lack what it asks for; Forbidden for who does not lead the shift; TooMany beyond sixty in ten
    minutes, since whoever leads could otherwise try numbers through.
    """
    found = Shift.objects.led_by(sent.by).select_related("activity").filter(pk=shift).first()
    if found is None:
        raise Forbidden(_("You do not lead this shift."))
    count_or_refuse(what="walk-up", who=str(sent.by.pk), limit=MOST_TYPED, seconds=TEN_MINUTES)
    volunteer = _numbered(who, Volunteer.objects.active()) or _member(who, found)
    with transaction.atomic():
        _place(found, volunteer, sent.by)
        return presence.tick(shift=shift, volunteer=volunteer.pk, kind="in", sent=sent)


def tick_by_number(*, shift: int, who: str, kind: str, sent: Sent) -> Outcome:
    """As `presence.tick`, for somebody on the roster of whom the leader's phone knows no more than a number.

    Raises also NobodyFound, and TooMany as `walk_up`.
    """
    if not Shift.objects.led_by(sent.by).filter(pk=shift).exists():
        raise Forbidden(_("You do not lead this shift."))
    count_or_refuse(what="roster-number", who=str(sent.by.pk), limit=MOST_TYPED, seconds=TEN_MINUTES)
    volunteer = _numbered(who, Volunteer.objects.filter(sign_ups__shift=shift))
    if volunteer is None:
        raise NobodyFound(_("Nobody on this roster has this number."))
    return presence.tick(shift=shift, volunteer=volunteer.pk, kind=kind, sent=sent)


def _place(shift: Shift, volunteer: Volunteer, by: User) -> None:
    """Entering them twice changes nothing."""
    locked = Shift.objects.select_for_update(of=("self",), no_key=True)
    shift = locked.select_related("activity__organization").get(pk=shift.pk)
    if shift.is_cancelled:
        raise Refused(_("This shift was cancelled."))
    _must_fit(shift, volunteer)
    sign_up = SignUp.objects.select_for_update(of=("self",)).filter(shift=shift, volunteer=volunteer).first()
    if sign_up is not None and sign_up.state == SignUpState.CONFIRMED:
        return
    if shift.taken >= shift.capacity:
        raise Refused(_("All places are taken. Give the shift more places first."))
    with in_words():
        if sign_up is None:
            _enter(shift, volunteer, by)
        else:
            _come_back(sign_up, by)
    touch("volunteers_shift")


def _numbered(who: str, people: VolunteerQuerySet) -> Volunteer | None:
    """By volunteer number or mobile number, as people type them."""
    people = people.select_related("user__identity")
    if found := people.numbered(who).first():
        return found
    try:
        return people.with_phone(clean_mobile(who)).first()
    except ValidationError:
        return None


def _member(who: str, shift: Shift) -> Volunteer:
    members = Membership.objects.standing().filter(organization=shift.activity.organization_id)
    people = Volunteer.objects.active().named(who.strip()).filter(memberships__in=members)
    named = list(people.select_related("user__identity").order_by("pk")[:2])
    if len(named) > 1:
        raise NobodyFound(_("Several members have this name. Type the volunteer number."))
    if not named:
        raise NobodyFound(_("There is no volunteer with this number, and no member with exactly this name."))
    return named[0]


def _enter(shift: Shift, volunteer: Volunteer, by: User) -> None:
    now = timezone.now()
    SignUp.objects.create(
        shift=shift, volunteer=volunteer, state=SignUpState.CONFIRMED, starts_at=shift.starts_at,
        ends_at=shift.ends_at, queued_at=now, walked_up=True, answered_by=by,
    )  # fmt: skip


def _come_back(sign_up: SignUp, by: User) -> None:
    if SignUpState.CONFIRMED not in SIGN_UP_MOVES[SignUpState(sign_up.state)]:
        raise Refused(_("This sign-up cannot be taken up again."))
    sign_up.state, sign_up.walked_up, sign_up.answered_by = SignUpState.CONFIRMED, True, by
    sign_up.save(update_fields=["state", "walked_up", "answered_by"])


def _must_fit(shift: Shift, volunteer: Volunteer) -> None:
    """Age, skills and membership, as for who signs up."""
    for sentence in unmet(shift=shift, volunteer=volunteer):
        raise Refused(sentence)
