"""Two years of activities that took place: who signed up, who came, and what proves it."""

import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from lib.copying import copy_objects
from lib.sampling import SampleCity
from office.calendar import Calendar
from volunteers.models import Activity, Proof, Service, ServiceRule, Shift, SignUp, Volunteer
from volunteers.rulebook import rule_on
from volunteers.sample.organizations import Team
from volunteers.sample.people import Cast
from volunteers.sample.programmes import Programme, programmes

DAYS = 730
TERM = 180  # an activity is published anew twice a year
RECENT = 27


@dataclass
class Held:
    """A shift that took place."""

    programme: Programme
    team: Team
    shift: Shift
    service: Service


@dataclass
class Came:
    """Somebody who was there: signed up, in and out."""

    held: Held
    number: int
    sign_up: SignUp
    came_at: datetime
    left_at: datetime
    way: str
    voucher: Volunteer | None


def plant(city: SampleCity, teams: dict[str, Team]) -> list[Held]:
    activities, shifts, of = [], [], []
    for programme in programmes(city):
        days = range(DAYS - programme.number % programme.every, 0, -programme.every)
        terms: dict[int, Activity] = {}
        for ago in days:
            term = -1 if ago <= RECENT else ago // TERM
            if term not in terms:
                terms[term] = programme.activity(
                    city, state="open" if term < 0 else "finished", since=city.days_ago(ago + 14)
                )
                activities.append(terms[term])
            day = city.today - timedelta(days=ago)
            shifts.append(programme.shift(terms[term], day, now=city.now))
            of.append(programme)
        if -1 not in terms:
            activities.append(programme.activity(city, state="open", since=city.days_ago(14)))
    Activity.objects.bulk_create(activities, batch_size=500)
    Shift.objects.bulk_create(shifts, batch_size=500)
    services = _services(city, of, shifts)
    return [
        Held(programme, teams[programme.key], shift, service)
        for programme, shift, service in zip(of, shifts, services, strict=True)
    ]


def _services(city: SampleCity, of: list[Programme], shifts: list[Shift]) -> list[Service]:
    calendar = Calendar(city.today - timedelta(days=DAYS + 60), city.today + timedelta(days=60))
    rule = rule_on(city.today)
    return Service.objects.bulk_create(
        [
            service_of(programme, shift.starts_at, rule, calendar, shift=shift)
            for programme, shift in zip(of, shifts, strict=True)
        ],
        batch_size=500,
    )


def service_of(
    programme: Programme, starts_at: datetime, rule: ServiceRule, calendar: Calendar, shift: Shift | None = None
) -> Service:
    organization, row, place = programme.organization, programme.row, programme.place
    return Service(
        organization=organization, organization_name=organization.name, organization_name_en=organization.name_en,
        shift=shift, title=row["title"], title_en=row["title_en"], category=row["category"], content=row["content"],
        served=row["served"], place_name=row["place_name"] or place.name,
        place_name_en=row["place_name_en"] or place.name_en, region=programme.region,
        person_in_charge=programme.in_charge, rule=rule,
        due_on=calendar.add(localdate(starts_at), rule.record_within), taken_at=starts_at,
    )  # fmt: skip


class Diary:
    """Who serves on which day: at most once, and not before they registered."""

    def __init__(self, cast: Cast, chance: random.Random):
        self.cast, self.chance = cast, chance
        self.busy: set[tuple[int, date]] = set()
        self.zeal = [chance.paretovariate(1.3) for _person in cast.people]
        self.zeal[:3] = (9.0, 6.0, 4.0)

    def draw(self, members: list[int], day: date, wanted: int) -> list[int]:
        """The keen come more often: weighted, without drawing anybody twice."""
        free = [n for n in members if (n, day) not in self.busy and self.cast.joined[n] < day]
        drawn = sorted(free, key=lambda n: self.chance.random() ** (1 / self.zeal[n]), reverse=True)[:wanted]
        self.busy.update((n, day) for n in drawn)
        return drawn


def attend(held: list[Held], diary: Diary) -> list[Came]:
    """Sign-ups and proofs of all shifts."""
    came: list[Came] = []
    for one in sorted(held, key=lambda one: one.shift.starts_at):
        wanted = round(one.programme.capacity * diary.chance.uniform(0.55, 1.0))
        for number in diary.draw(one.team.members, localdate(one.shift.starts_at), wanted):
            came.append(_came(one, number, diary.cast.people[number], diary.chance))
    copy_objects([one.sign_up for one in came])
    _prove(came, diary.chance)
    return came


def _came(held: Held, number: int, volunteer: Volunteer, chance: random.Random) -> Came:
    shift = held.shift
    sign_up = SignUp(
        shift_id=shift.pk, volunteer=volunteer, state="confirmed", starts_at=shift.starts_at, ends_at=shift.ends_at,
        queued_at=shift.starts_at - timedelta(days=chance.randint(1, 9)),
        created_at=shift.starts_at - timedelta(days=10),
    )  # fmt: skip
    drawn = chance.random()
    way = "code" if drawn < 0.68 else "location" if drawn < 0.82 and "location" in held.programme.traits else "roster"
    voucher = next(leader for leader in held.team.leaders if leader.pk != volunteer.pk)
    return Came(
        held, number, sign_up, shift.starts_at + timedelta(minutes=chance.randint(-12, 9)),
        shift.ends_at + timedelta(minutes=chance.randint(-11, 14)), way, None if way == "location" else voucher,
    )  # fmt: skip


def _prove(came: list[Came], chance: random.Random) -> None:
    copy_objects(
        [
            Proof(
                id=uuid.UUID(int=chance.getrandbits(128), version=4),
                sign_up_id=one.sign_up.pk, kind=kind, way=one.way, at=at, received_at=at,
                vouched_by_id=one.voucher.user_id if one.voucher else None, sent_by_id=_sender(one),
                distance_m=50 if one.way == "location" else None, digest=f"{one.sign_up.pk:032x}",
            )
            for one in came
            for kind, at in (("in", one.came_at), ("out", one.left_at))
        ]
    )  # fmt: skip


def _sender(one: Came) -> int:
    return one.voucher.user_id if one.way == "roster" else one.sign_up.volunteer.user_id
