"""What the sample's organizations do again and again: rows of `activities.csv` as activities and shifts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.gis.geos import Point
from django.db.models import Min
from django.utils import timezone

from lib.sampling import SampleCity
from places.models import Place, Region
from volunteers.models import Activity, Organization, Shift

NO_RISKS = "没有特别的风险。注意来回路上的安全，量力而行。"
NO_RISKS_EN = "No particular risks. Mind the way there and back, and do what you can."
RISKS = "水边湿滑，可能落水。全程穿救生衣，听领队安排，不下水。"
RISKS_EN = (
    "Slippery banks; falling in is possible. Wear a life jacket throughout, follow the leader, stay out of the water."
)
TEXTS = ("title", "title_en", "content", "content_en", "served", "served_en", "place_name", "place_name_en", "category")
POLICY = "样例-2026-0512"


@dataclass
class Programme:
    """One row of the table, with the rows of the database that it points at."""

    number: int
    row: dict[str, str]
    organization: Organization
    region: Region
    place: Place | None
    point: Point
    in_charge: str

    @property
    def traits(self) -> set[str]:
        return set(self.row["traits"].split())

    @property
    def key(self) -> str:
        return self.row["org"]

    @property
    def capacity(self) -> int:
        return int(self.row["capacity"])

    @property
    def every(self) -> int:
        return int(self.row["every"])

    def times(self, day: date) -> tuple[datetime, datetime]:
        begins = timezone.make_aware(datetime.combine(day, time.fromisoformat(self.row["start"])))
        return begins, begins + timedelta(hours=float(self.row["hours"]))

    def activity(self, city: SampleCity, *, state: str, since: datetime, **values) -> Activity:
        traits = self.traits
        hazardous = "hazardous" in traits
        return Activity(
            **{name: self.row[name] for name in TEXTS},
            organization=self.organization, place=self.place, region=self.region, point=self.point,
            person_in_charge=self.in_charge, contact=self.organization.phone,
            risk_notice=RISKS if hazardous else NO_RISKS, risk_notice_en=RISKS_EN if hazardous else NO_RISKS_EN,
            is_hazardous=hazardous, insurance_no=POLICY if hazardous else "",
            insured_from=city.today - timedelta(days=900) if hazardous else None,
            insured_to=city.today + timedelta(days=365) if hazardous else None,
            min_age=18 if hazardous or "adult" in traits else None,
            required_skills=[word.partition(":")[2] for word in traits if word.startswith("skill:")],
            admission="approval" if "approval" in traits else "instant",
            most_companions=2 if "companions" in traits else 0, by_location="location" in traits,
            state=state, created_at=since, is_sample=True, **values,
        )  # fmt: skip

    def shift(self, activity: Activity, day: date, *, now: datetime, **values) -> Shift:
        starts_at, ends_at = self.times(day)
        return Shift(
            **{
                "activity": activity, "starts_at": starts_at, "ends_at": ends_at, "capacity": self.capacity,
                "closes_at": starts_at, "withdraw_until": starts_at - timedelta(hours=12),
                "closed_at": ends_at + timedelta(hours=2) if ends_at + timedelta(hours=2) < now else None, **values,
            }
        )  # fmt: skip


def programmes(city: SampleCity) -> list[Programme]:
    names = {row["key"]: row["name"] for row in city.rows("organizations.csv")}
    organizations = {org.name: org for org in Organization.objects.filter(is_sample=True)}
    regions = {region.name_en: region for region in Region.objects.towns()}
    places = {place.name: place for place in Place.objects.select_related("region")}
    found = []
    for number, row in enumerate(city.rows("activities.csv")):
        place = places[row["place"]] if row["place"] else None
        region = place.region if place else regions[row["town"]]
        organization = organizations[names[row["org"]]]
        found.append(
            Programme(
                number, row, organization, region, place, place.point if place else _beside(region.centre, number),
                _in_charge(organization),
            )
        )  # fmt: skip
    return found


def _in_charge(organization: Organization) -> str:
    """The name that the public may read is the leader's surname; the sample's leaders are invented."""
    first = organization.memberships.filter(role="leader").aggregate(first=Min("pk"))["first"]
    leader = organization.memberships.select_related("volunteer__user__identity").get(pk=first)
    name = leader.volunteer.user.identity.name.reveal()
    return f"{name[0]}老师"


def _beside(centre: Point, number: int) -> Point:
    """Near the town's seat, each somewhere else."""
    return Point(
        round(centre.x + 0.004 * ((number * 0.618) % 1 - 0.5), 6),
        round(centre.y + 0.004 * ((number * 0.382) % 1 - 0.5), 6),
        srid=4326,
    )
