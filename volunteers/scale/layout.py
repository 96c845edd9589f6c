"""The plan of a full city: how many of everything, who belongs where, which keys the rows will have.

Nothing is drawn by chance: a person's number says it all, so that any process can write any part.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from accounts.models import Consent, Identity, PrivacyNotice, User
from lib.copying import copy_objects, key_block
from lib.sampling import SampleCity, shares
from lib.text import pinyin
from office.calendar import Calendar
from places.models import Region
from volunteers.actions.registry import next_numbers
from volunteers.models import (
    Decision,
    Membership,
    Organization,
    Service,
    ServiceRecord,
    Shift,
    Volunteer,
)
from volunteers.rulebook import rule_on
from volunteers.sample.programmes import Programme, programmes

TEAMS = 1_383
CIRCLES = 21  # of teams; each circle serves once a day
DAYS = 2_857  # nearly eight years; a prime, so that every stride comes round to each day once
YEARS = DAYS // 365 + 1
USUAL = 180  # minutes of a record on average
GOLDEN = 0.6180339887498949
INACTIVE = 0.3  # who registered and was never seen
TURNS = 4_000  # people in a row who take turns
# A prime beyond it, so that everybody's turn comes once; by the golden section, so that they fall evenly.
SPREAD = 6_473


@dataclass
class Layout:
    """Keys are first keys of consecutive blocks."""

    city: SampleCity
    scale: float
    people: list[int]  # how many records each has
    minutes: int
    records: int
    circles: int
    teams: list[Organization]
    programmes: list[Programme]
    regions: list[int]
    numbers: list[str]
    notice: int
    rule: int
    office: int
    activities: list[int]
    first_user: int
    first_identity: int
    first_consent: int
    first_volunteer: int
    first_membership: int
    first_shift: int
    first_service: int
    first_record: int
    first_decision: int
    due: list[date]

    @property
    def first_day(self) -> date:
        return self.city.today - timedelta(days=DAYS)

    def day(self, number: int) -> date:
        return self.first_day + timedelta(days=number)

    def team_of_person(self, number: int) -> int:
        """A leader's own team, or one of the circle that the person belongs to."""
        teams = len(self.teams)
        if number < 2 * teams:
            return number % teams
        circle = number % self.circles
        in_circle = (teams - circle - 1) // self.circles + 1
        return circle + self.circles * ((number // self.circles) % in_circle)

    def circle_of_person(self, number: int) -> int:
        return self.team_of_person(number) % self.circles

    def team_on(self, circle: int, day: int) -> int:
        in_circle = (len(self.teams) - circle - 1) // self.circles + 1
        return circle + self.circles * (day % in_circle)

    def person_at(self, turn: int) -> int:
        """Whose records are written at that turn: everybody's together, but not people in their order.

        GiST builds its index of confirmed periods by inserting row after row. Where keys only grow, each insertion
        weighs every entry of the pages on its way; where they fall between known ones, it takes the first that fits.
        """
        first = turn - turn % TURNS
        return first + turn % TURNS * SPREAD % min(TURNS, len(self.people) - first)

    def leaders(self, team: int) -> tuple[int, int]:
        """The numbers of the two people who lead it."""
        return team, len(self.teams) + team


def lay_out(city: SampleCity, *, people: int, minutes: int, scale: float) -> Layout:
    circles = max(1, round(CIRCLES * scale))
    table = programmes(city)
    teams = _teams(city, max(circles, round(TEAMS * scale)), table)
    records = max(1, round(minutes / USUAL))
    counts = shares(records, [_zeal(number) for number in range(people)])
    days = circles * DAYS
    rule = rule_on(city.today)
    calendar = Calendar(city.today - timedelta(days=DAYS + 1), city.today + timedelta(days=60))
    return Layout(
        city=city, scale=scale, people=counts, minutes=minutes, records=records, circles=circles, teams=teams,
        programmes=table, regions=_regions(), numbers=next_numbers(people),
        notice=PrivacyNotice.objects.latest().pk, rule=rule.pk, office=User.objects.get(username="office").pk,
        activities=_activities(city, teams, table), first_user=key_block(User, people),
        first_identity=key_block(Identity, people), first_consent=key_block(Consent, 3 * people),
        first_volunteer=key_block(Volunteer, people), first_membership=key_block(Membership, people),
        first_shift=key_block(Shift, days), first_service=key_block(Service, days),
        first_record=key_block(ServiceRecord, records), first_decision=key_block(Decision, records),
        due=[
            calendar.add(city.today - timedelta(days=DAYS - number), rule.record_within) for number in range(DAYS)
        ],
    )  # fmt: skip


def _zeal(number: int) -> float:
    """How much of the service a person does: a third nothing, most a little, a few a great deal."""
    place = (number * GOLDEN) % 1
    if place < INACTIVE:
        return 0.0
    place = (place - INACTIVE) / (1 - INACTIVE)
    return min(60.0, math.pow(1 - place, -0.75) - 0.9)


def _regions() -> list[int]:
    """Keys of towns, each as often as it has hundredths of the people."""
    towns = list(Region.objects.towns().order_by("code"))
    parts = shares(100, [town.population or 1 for town in towns])
    return [town.pk for town, part in zip(towns, parts, strict=True) for _once in range(part)]


def _teams(city: SampleCity, count: int, table: list[Programme]) -> list[Organization]:
    """With triggers at work: there are few."""
    union = Organization.objects.get(uscc__isnull=False, parent=None, region__code=settings.CITY_CODE, is_sample=True)
    regions = list(Region.objects.towns().order_by("code"))
    teams = []
    for number in range(count):
        region = regions[number % len(regions)]
        name = f"{region.name}第{number + 1}志愿服务队"
        teams.append(
            Organization(
                kind="team", name=name, name_en=f"{region.name_en} Volunteer Team {number + 1}", pinyin=pinyin(name),
                parent_id=union.pk, sponsor_id=union.pk, region_id=region.pk, state="approved",
                founded_on=city.today - timedelta(days=DAYS + 60), applied_at=city.days_ago(DAYS + 60),
                decided_at=city.days_ago(DAYS + 50), is_sample=True,
            )
        )  # fmt: skip
    copy_objects(teams)
    return teams


def _activities(city: SampleCity, teams: list[Organization], table: list[Programme]) -> list[int]:
    """Keys of one activity for each team and year, the team's years in a row."""
    activities = []
    for number, team in enumerate(teams):
        programme = table[number % len(table)]
        for year in range(YEARS):
            activity = programme.activity(city, state="finished", since=city.days_ago(DAYS - 365 * year))
            activity.organization_id, activity.person_in_charge = team.pk, "样例负责人"
            activity.updated_at = activity.created_at
            activities.append(activity)
    copy_objects(activities)
    return [activity.pk for activity in activities]
