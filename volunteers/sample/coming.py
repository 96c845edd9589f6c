"""What can be signed up for: three weeks ahead, and a shift of the team leader's that runs right now.

Planted again when the time has passed, so that a sample city opened next month has life too.
"""

import random
import uuid
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from lib.sampling import SampleCity
from volunteers.models import Activity, Membership, Proof, Shift, SignUp, Volunteer
from volunteers.sample.people import ELDER, LEADER, RESIDENT
from volunteers.sample.programmes import Programme, programmes

AHEAD = 21
RESERVE = timedelta(days=5)  # with less than that ahead, three weeks more are planted
CANCELLED = "预报有大风，改到下个月。"


def plant(city: SampleCity) -> bool:
    """Whether anything was added."""
    standing = Shift.objects.filter(activity__is_sample=True, ends_at__gt=city.now)
    runs = standing.filter(activity__organization__name="西门书香志愿服务队", starts_at__lte=city.now).exists()
    lasts = standing.filter(starts_at__gt=city.now + RESERVE).exists()
    if runs and lasts:
        return False
    table = programmes(city)
    if not runs:
        _runs_now(city, table[0])
    if not lasts:
        _weeks(city, table)
    return True


def _activity(city: SampleCity, programme: Programme) -> Activity:
    running = Activity.objects.filter(
        organization=programme.organization, title=programme.row["title"], state__in=["open", "running"]
    )
    found = running.order_by("-pk").first()
    if found is None:
        found = programme.activity(city, state="open", since=city.now)
        found.save()
    return found


# --- now


def _runs_now(city: SampleCity, programme: Programme) -> None:
    """The leader's: some are here already, the resident is about to check in."""
    begins = city.now.replace(minute=city.now.minute // 10 * 10, second=0, microsecond=0) - timedelta(minutes=20)
    shift = Shift.objects.create(
        activity=_activity(city, programme), starts_at=begins, ends_at=begins + timedelta(hours=3), capacity=12,
        closes_at=begins + timedelta(hours=3), withdraw_until=begins, meeting="驿站门口的长椅旁",
        meeting_en="By the bench at the station's door",
    )  # fmt: skip
    leader, resident, elder = (Volunteer.objects.with_phone(phone).get() for phone in (LEADER, RESIDENT, ELDER))
    others = _free(programme, shift, exclude=[leader, resident, elder])[:7]
    signed = [_sign_up(city, shift, volunteer, "confirmed") for volunteer in (resident, elder, *others)]
    SignUp.objects.bulk_create(signed)
    Proof.objects.bulk_create(
        Proof(
            id=_random_id(shift.pk, number), sign_up=sign_up, kind="in", way="roster" if number == 0 else "code",
            at=begins + timedelta(minutes=2 * number - 3), received_at=begins + timedelta(minutes=2 * number),
            vouched_by=leader.user, sent_by=leader.user if number == 0 else sign_up.volunteer.user,
            digest=f"{sign_up.pk:032x}",
        )
        for number, sign_up in enumerate(signed[1:5])
    )  # fmt: skip


def _random_id(shift: int, number: int) -> uuid.UUID:
    return uuid.UUID(int=random.Random(shift * 100 + number).getrandbits(128), version=4)


# --- the next weeks


def _weeks(city: SampleCity, table: list[Programme]) -> None:
    chance = random.Random(city.today.toordinal())
    for programme in table:
        activity = _activity(city, programme)
        first = 1 + programme.number % min(programme.every, AHEAD)
        for ahead in range(first, AHEAD + 1, programme.every):
            _open(city, programme, activity, city.today + timedelta(days=ahead), chance)


def _open(city: SampleCity, programme: Programme, activity: Activity, day: date, chance: random.Random) -> None:
    shift = programme.shift(activity, day, now=city.now)
    is_off = programme.number == 5 and not activity.shifts.filter(is_cancelled=True).exists()
    if is_off:
        shift.is_cancelled, shift.reason, shift.sequence = True, CANCELLED, 1
    shift.save()
    people = _free(programme, shift, exclude=[])
    # Who has belonged the longest comes to everything; in the Westgate team that is the resident who can sign in.
    people[1:] = chance.sample(people[1:], len(people[1:]))
    # Every third is full, with a line behind it.
    wanted = shift.capacity + 4 if programme.number % 3 == 0 else chance.randint(1, shift.capacity)
    signed = []
    for place, volunteer in enumerate(people[:wanted]):
        state = "cancelled" if is_off else _state(programme, shift, place)
        signed.append(_sign_up(city, shift, volunteer, state, place))
    SignUp.objects.bulk_create(signed)


def _state(programme: Programme, shift: Shift, place: int) -> str:
    if "approval" in programme.traits and place % 2:
        return "applied"
    return "confirmed" if place < shift.capacity else "waiting"


def _sign_up(city: SampleCity, shift: Shift, volunteer: Volunteer, state: str, place: int = 0) -> SignUp:
    at = city.now - timedelta(hours=30) + timedelta(minutes=3 * place)
    return SignUp(
        shift=shift, volunteer=volunteer, state=state, starts_at=shift.starts_at, ends_at=shift.ends_at, queued_at=at,
        created_at=at, risk_told_at=at,
    )  # fmt: skip


def _free(programme: Programme, shift: Shift, *, exclude: list[Volunteer]) -> list[Volunteer]:
    """Members who have no other place at that time; grown-ups where it is dangerous."""
    taken = SignUp.objects.confirmed().filter(
        volunteer=OuterRef("volunteer"), starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    )
    members = Membership.objects.standing().filter(
        organization=programme.organization, role="member", volunteer__user__identity__is_minor_until=None
    )
    free = members.exclude(Exists(taken)).exclude(volunteer__in=exclude).select_related("volunteer__user")
    return [membership.volunteer for membership in free.order_by("pk")]
