"""Signing up for shifts. Places are scarce, so the shift's row is the lock and little is asked while it is held."""

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import DateTimeField, Exists, Func, OuterRef
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.constraints import constraint_of, is_deadlock, untangled
from lib.inserting import insert
from lib.pages import touch
from lib.refusals import Invalid, Refused
from volunteers import pressers
from volunteers.actions.standing import require_standing
from volunteers.models import Activity, Shift, SignUp, Volunteer
from volunteers.notices import notify, when
from volunteers.refusals import in_words
from volunteers.requirements import unmet

State = SignUp.State
STANDING = (State.APPLIED, State.WAITING, State.CONFIRMED)
ONCE = "volunteers_signup_once"
ONE_PLACE = "volunteers_signup_one_place_at_a_time"
CANCELLED = _("This shift was cancelled.")


class Closed(Refused):
    """Sign-up is not open, or not open any more."""


class DoesNotFit(Refused):
    """Age, skill or membership is missing."""


class TooLate(Refused):
    """The time to withdraw is over."""


class ServerClock(Func):
    """The database's clock at this statement, not at the transaction's begin: the order in which the lock was held."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def locked_shift(pk: int) -> Shift:
    """The shift, for this transaction alone. Every change of places or times begins here."""
    return Shift.objects.select_for_update(of=("self",), no_key=True).select_related("activity").get(pk=pk)


def sign_up(*, shift: Shift, volunteer: Volunteer, companions: int = 0, risk_told: bool = False) -> SignUp:
    """A place, a place in the line, or an application, as the activity has it. Pressing twice changes nothing.

    `shift.activity.organization` and `volunteer.user.identity` should be loaded: nothing about them is asked again.
    Inside the lock stand two statements, since two thousand people may wait for it. Raises Closed, DoesNotFit,
    Refused (another place at that time) or Invalid (risks not read, too many companions).
    """
    mine = pressers.sign_up_of(shift, volunteer)
    if mine is not None and mine.state in STANDING:
        return mine
    _refuse_closed(shift)
    _refuse_unfit(shift, volunteer, companions, risk_told)

    def take() -> SignUp:
        with in_words():
            return _take(shift, volunteer, companions, mine)

    try:
        # Whoever presses for two shifts of one time at the same moment.
        return untangled(take)
    except Refused as refusal:
        if refusal.details.get("constraint") != ONCE:
            raise
        # The other press of a double one was quicker.
        return SignUp.objects.get(shift=shift, volunteer=volunteer)


def _take(shift: Shift, volunteer: Volunteer, companions: int, mine: SignUp | None) -> SignUp:
    # Its activity is not asked again: cancelling an activity cancels its shifts as well.
    locked = pressers.locked(shift)
    _refuse_closed(locked)
    if mine is None:
        mine = SignUp(shift=locked, volunteer=volunteer)
    else:
        mine.refresh_from_db()
        if mine.state in STANDING:
            return mine
        if mine.state != State.WITHDRAWN:
            raise Closed(_("The leader did not accept this sign-up. Please ask them."))
    mine.companions, mine.reason, mine.answered_by = companions, "", None
    mine.state = _state_for(locked, mine.seats)
    mine.starts_at, mine.ends_at = locked.starts_at, locked.ends_at
    mine.risk_told_at = timezone.now()
    if mine._state.adding:
        insert(mine, clocked=["queued_at"])
    else:
        mine.queued_at = ServerClock()
        mine.save()
    # What the server's clock said is read back only where somebody looks.
    mine.__dict__.pop("queued_at", None)
    if mine.state == State.CONFIRMED:
        touch("volunteers_shift")
    return mine


def _state_for(shift: Shift, seats: int) -> str:
    if shift.activity.admission == Activity.Admission.APPROVAL:
        return State.APPLIED
    return State.CONFIRMED if shift.taken + seats <= shift.capacity else State.WAITING


def _refuse_closed(shift: Shift) -> None:
    if shift.is_cancelled:
        raise Closed(CANCELLED)
    if shift.activity.state not in (Activity.State.OPEN, Activity.State.RUNNING):
        raise Closed(_("This activity is not open for sign-up."))
    if timezone.now() >= shift.closes_at:
        raise Closed(_("Sign-up for this shift is closed."))


def _refuse_unfit(shift: Shift, volunteer: Volunteer, companions: int, risk_told: bool) -> None:
    if not volunteer.is_active:
        raise DoesNotFit(_("You have left as a volunteer. Come back on your profile first."))
    if companions < 0 or companions > shift.activity.most_companions:
        words = _("At most {most} companions can come with you here.")
        raise Invalid(format_lazy(words, most=shift.activity.most_companions))
    if not risk_told:
        raise Invalid(_("Please read the risks and tick that you have."))
    if lacking := unmet(shift=shift, volunteer=volunteer):
        raise DoesNotFit(" ".join(map(str, lacking)))


@transaction.atomic
def withdraw(*, sign_up: SignUp) -> SignUp:
    """Give the place back; whoever is next in line and fits moves up at once. Withdrawing twice changes nothing.

    Who waits may leave the line at any time; a place is given back until the shift's deadline. Raises TooLate.
    """
    shift = locked_shift(sign_up.shift_id)
    sign_up = SignUp.objects.select_related("volunteer").get(pk=sign_up.pk)
    if sign_up.state not in STANDING:
        return sign_up
    had_place = sign_up.state == State.CONFIRMED
    if had_place and (timezone.now() > shift.withdraw_until or sign_up.proofs.exists()):
        raise TooLate(_("The time to withdraw is over. If you cannot come, please call the person in charge."))
    _move(sign_up, State.WITHDRAWN)
    if had_place:
        _give_back(shift, sign_up.seats)
    return sign_up


@transaction.atomic
def withdraw_all(*, volunteer: Volunteer) -> None:
    """Who leaves gives every place to come back, deadline or not; whoever is next in line moves up."""
    upcoming = volunteer.sign_ups.standing().filter(starts_at__gt=timezone.now(), proofs__isnull=True)
    for pk, shift_pk in upcoming.order_by("shift").values_list("pk", "shift"):
        shift = locked_shift(shift_pk)
        sign_up = SignUp.objects.select_related("volunteer").get(pk=pk)
        if sign_up.state not in STANDING:
            continue
        had_place = sign_up.state == State.CONFIRMED
        _move(sign_up, State.WITHDRAWN)
        if had_place:
            _give_back(shift, sign_up.seats)


@transaction.atomic
def answer(*, sign_up: SignUp, by: User, accept: bool, reason: str = "") -> SignUp:
    """The leader's answer: a place (or the line, where the shift is full), or no, with a reason that the person reads.

    A place can also be taken back with a reason, before the person has checked in. Nobody is let past the line:
    who waits moves up by order alone. Raises Forbidden, Refused.
    """
    shift = locked_shift(sign_up.shift_id)
    require_standing(by, shift.activity.organization)
    sign_up = SignUp.objects.select_related("volunteer").get(pk=sign_up.pk)
    return _accept(sign_up, shift, by) if accept else _reject(sign_up, shift, by, reason)


def _accept(sign_up: SignUp, shift: Shift, by: User) -> SignUp:
    if sign_up.state in (State.CONFIRMED, State.WAITING):
        return sign_up
    if sign_up.state not in (State.APPLIED, State.REJECTED):
        raise Refused(_("This sign-up was withdrawn meanwhile."))
    fits = shift.taken + sign_up.seats <= shift.capacity
    sign_up.answered_by, sign_up.reason = by, ""
    if sign_up.state == State.REJECTED:
        sign_up.queued_at = timezone.now()
    try:
        with transaction.atomic():
            _move(sign_up, State.CONFIRMED if fits else State.WAITING, "answered_by", "reason", "queued_at")
    except DatabaseError as error:
        if not _has_another_place(error):
            raise
        raise Refused(_("This volunteer has a place in another shift at that time.")) from error
    words = (
        _("You have a place in “{title}” on {when}.") if fits else _("“{title}” on {when} is full: you wait in line.")
    )
    _tell_about(shift, [sign_up], words)
    return sign_up


def _reject(sign_up: SignUp, shift: Shift, by: User, reason: str) -> SignUp:
    if sign_up.state == State.REJECTED:
        return sign_up
    if sign_up.state not in STANDING:
        raise Refused(_("This sign-up was withdrawn meanwhile."))
    if sign_up.proofs.exists():
        raise Refused(_("This person has checked in already."))
    had_place = sign_up.state == State.CONFIRMED
    sign_up.answered_by, sign_up.reason = by, reason.strip()
    with in_words():
        _move(sign_up, State.REJECTED, "answered_by", "reason")
    words = _("Your sign-up for “{title}” on {when} was not accepted: {reason}")
    _tell_about(shift, [sign_up], words, reason=sign_up.reason)
    if had_place:
        _give_back(shift, sign_up.seats)
    return sign_up


def move_up(*, shift: Shift) -> list[SignUp]:
    """Fill the free places from the line, in its order; returns who moved up. `shift` is locked by the caller.

    Passed over, and left in line: who comes with more people than there are places, and who serves elsewhere then.
    """
    moved, free = [], shift.capacity - shift.taken
    if free <= 0 or shift.is_cancelled or shift.starts_at <= timezone.now():
        return moved
    for one in _in_line(shift, free).iterator(chunk_size=100):
        if one.seats <= free and _moves_up(one):
            moved.append(one)
            free -= one.seats
        if not free:
            break
    _tell_about(shift, moved, _("A place became free: you now have one in “{title}” on {when}."))
    return moved


def _in_line(shift: Shift, free: int):
    elsewhere = SignUp.objects.confirmed().filter(
        volunteer=OuterRef("volunteer"), starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    )
    fitting = SignUp.objects.in_line().filter(shift=shift, companions__lt=free, volunteer__state="active")
    return fitting.exclude(Exists(elsewhere)).select_related("volunteer")


def _moves_up(sign_up: SignUp) -> bool:
    try:
        with transaction.atomic():
            _move(sign_up, State.CONFIRMED)
    except DatabaseError as error:
        if not _has_another_place(error):
            raise
        sign_up.state = State.WAITING
        return False
    return True


def _has_another_place(error: DatabaseError) -> bool:
    """Taken before, or in this very moment by who waited for us as we waited for them."""
    return is_deadlock(error) or (isinstance(error, IntegrityError) and constraint_of(error) == ONE_PLACE)


def _move(sign_up: SignUp, to: str, *also: str) -> None:
    sign_up.state = to
    sign_up.save(update_fields=["state", *also])
    touch("volunteers_shift")


def _give_back(shift: Shift, seats: int) -> None:
    shift.taken -= seats
    move_up(shift=shift)


def _tell_about(shift: Shift, sign_ups: list[SignUp], words, **values) -> None:
    if sign_ups:
        users = [one.volunteer.user_id for one in sign_ups]
        notify(users, words, view="my_shifts", title=shift.activity.title, when=when(shift), **values)
