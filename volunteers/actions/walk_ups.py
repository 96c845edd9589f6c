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
from lib.text import half_width
from volunteers.actions import presence
from volunteers.actions.proofs import Outcome, Sent
from volunteers.models import Membership, Shift, SignUp, Volunteer
from volunteers.refusals import in_words
from volunteers.requirements import unmet
from volunteers.workflow import SIGN_UP_MOVES, SignUpState

MOST_TYPED, TEN_MINUTES = 60, 600


class NobodyFound(Refused):
    """No such number, or not exactly one member of that name."""


def find_volunteer(*, who: str, shift: Shift) -> Volunteer:
    """By volunteer number, or by the exact real name within the organization that the shift is of."""
    who = who.strip()
    people = Volunteer.objects.active().select_related("user__identity")
    found = people.numbered(who).first()
    if found is not None:
        return found
    members = Membership.objects.standing().filter(organization=shift.activity.organization_id)
    named = list(people.named(who).filter(memberships__in=members).order_by("pk")[:2])
    if len(named) > 1:
        raise NobodyFound(_("Several members have this name. Type the volunteer number."))
    if not named:
        raise NobodyFound(_("There is no volunteer with this number, and no member with exactly this name."))
    return named[0]


def walk_up_later(*, shift: int, who: str, sent: Sent) -> Outcome:
    """Somebody whom the leader's phone entered without a signal, checked in at the time it was noted.

    `who` is a volunteer number or a mobile number; the phone learns no name by it. Place and check-in are one: refused
    is neither kept (as `walk_up`, and where the time is outside of the shift's). The same id again changes nothing.
    """
    found = Shift.objects.led_by(sent.by).select_related("activity__organization").filter(pk=shift).first()
    if found is None:
        raise Forbidden(_("You do not lead this shift."))
    # Whoever leads could otherwise try numbers through.
    count_or_refuse(what="walk-up", who=str(sent.by.pk), limit=MOST_TYPED, seconds=TEN_MINUTES)
    volunteer = _numbered(who)
    with transaction.atomic():
        walk_up(shift=found, volunteer=volunteer, by=sent.by)
        return presence.tick(shift=shift, volunteer=volunteer.pk, kind="in", sent=sent)


@transaction.atomic
def walk_up(*, shift: Shift, volunteer: Volunteer, by: User) -> SignUp:
    """A place for somebody who is there. Entering them twice changes nothing.

    Raises Refused where the shift is full or cancelled, they have a place elsewhere at that time, or lack what it
    asks for; Forbidden for who does not lead the shift.
    """
    locked = Shift.objects.select_for_update(of=("self",), no_key=True)
    shift = locked.select_related("activity__organization").get(pk=shift.pk)
    if not Shift.objects.led_by(by).filter(pk=shift.pk).exists():
        raise Forbidden(_("You do not lead this shift."))
    if shift.is_cancelled:
        raise Refused(_("This shift was cancelled."))
    _must_fit(shift, volunteer)
    sign_up = SignUp.objects.select_for_update(of=("self",)).filter(shift=shift, volunteer=volunteer).first()
    if sign_up is not None and sign_up.state == SignUpState.CONFIRMED:
        return sign_up
    if shift.taken >= shift.capacity:
        raise Refused(_("All places are taken. Give the shift more places first."))
    with in_words():
        sign_up = _enter(shift, volunteer, by) if sign_up is None else _come_back(sign_up, by)
    touch("volunteers_shift")
    return sign_up


def _numbered(who: str) -> Volunteer:
    typed = "".join(half_width(who).split())
    people = Volunteer.objects.active().select_related("user__identity")
    found = people.numbered(typed).first()
    if found is None:
        try:
            found = people.with_phone(clean_mobile(typed)).first()
        except ValidationError:
            found = None
    if found is None:
        raise NobodyFound(_("There is no volunteer with this number."))
    return found


def _enter(shift: Shift, volunteer: Volunteer, by: User) -> SignUp:
    now = timezone.now()
    return SignUp.objects.create(
        shift=shift, volunteer=volunteer, state=SignUpState.CONFIRMED, starts_at=shift.starts_at,
        ends_at=shift.ends_at, queued_at=now, walked_up=True, answered_by=by,
    )  # fmt: skip


def _come_back(sign_up: SignUp, by: User) -> SignUp:
    if SignUpState.CONFIRMED not in SIGN_UP_MOVES[SignUpState(sign_up.state)]:
        raise Refused(_("This sign-up cannot be taken up again."))
    sign_up.state, sign_up.walked_up, sign_up.answered_by = SignUpState.CONFIRMED, True, by
    sign_up.save(update_fields=["state", "walked_up", "answered_by"])
    return sign_up


def _must_fit(shift: Shift, volunteer: Volunteer) -> None:
    """Age, skills and membership, as for who signs up."""
    for sentence in unmet(shift=shift, volunteer=volunteer):
        raise Refused(sentence)
