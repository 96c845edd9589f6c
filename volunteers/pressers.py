"""Who presses for which shift: what a sign-up looks at and no more, by prepared statements.

At eight o'clock everybody does; Django would take longer to write these statements than PostgreSQL to answer them.
"""

from django.db.models import QuerySet

from accounts.models import User
from lib import asked
from volunteers.ages import OF_IDENTITY, remember_identity
from volunteers.models import Activity, Organization, Shift, SignUp, Volunteer

OF_SHIFT = asked.columns(
    Shift, "id", "activity_id", "capacity", "taken", "starts_at", "ends_at", "closes_at", "is_cancelled"
)  # fmt: skip
OF_ACTIVITY = asked.columns(
    Activity, "id", "organization_id", "title", "title_en", "state", "admission", "members_only", "most_companions",
    "is_hazardous", "min_age", "max_age", "required_skills",
)  # fmt: skip
OF_ORGANIZATION = asked.columns(Organization, "id", "name", "name_en", "path")
OF_VOLUNTEER = asked.columns(Volunteer, "id", "user_id", "skills", "state")
OF_SIGN_UP = asked.columns(SignUp)


def shift_to_press(pk: int) -> Shift | None:
    """A shift that the public sees, with its activity and organization."""
    rows = asked.rows(_shift, (pk,))
    if not rows:
        return None
    mine, activity = len(OF_SHIFT), len(OF_SHIFT) + len(OF_ACTIVITY)
    shift = asked.instance(Shift, OF_SHIFT, rows[0][:mine])
    shift.activity = asked.instance(Activity, OF_ACTIVITY, rows[0][mine:activity])
    shift.activity.organization = asked.instance(Organization, OF_ORGANIZATION, rows[0][activity:])
    return shift


def locked(shift: Shift) -> Shift:
    """The same shift for this transaction alone, with what may have changed meanwhile."""
    row = asked.instance(Shift, OF_SHIFT, asked.rows(_locked, (shift.pk,))[0])
    row.activity = shift.activity
    return row


def presser(user: User) -> Volunteer | None:
    """The active registration, and of the identity what ages are told by."""
    rows = asked.rows(_presser, (user.pk,))
    if not rows:
        return None
    volunteer = asked.instance(Volunteer, OF_VOLUNTEER, rows[0][: len(OF_VOLUNTEER)])
    volunteer.user = user
    remember_identity(user, rows[0][len(OF_VOLUNTEER) :])
    return volunteer


def sign_up_of(shift: Shift, volunteer: Volunteer) -> SignUp | None:
    """Whatever its state."""
    rows = asked.rows(_sign_up, (shift.pk, volunteer.pk))
    return asked.instance(SignUp, OF_SIGN_UP, rows[0]) if rows else None


def _shift() -> QuerySet:
    """Values: the shift."""
    about = [f"activity__{name}" for name in OF_ACTIVITY]
    about += [f"activity__organization__{name}" for name in OF_ORGANIZATION]
    return Shift.objects.for_public().filter(pk=asked.number(0)).values_list(*OF_SHIFT, *about)


def _locked() -> QuerySet:
    """Values: the shift."""
    return Shift.objects.select_for_update(no_key=True).filter(pk=asked.number(0)).values_list(*OF_SHIFT)


def _presser() -> QuerySet:
    """Values: the account."""
    identity = [f"user__identity__{name}" for name in OF_IDENTITY]
    return Volunteer.objects.active().filter(user=asked.number(0)).values_list(*OF_VOLUNTEER, *identity)


def _sign_up() -> QuerySet:
    """Values: the shift, the volunteer."""
    return SignUp.objects.filter(shift=asked.number(0), volunteer=asked.number(1)).values_list(*OF_SIGN_UP)
