"""Organizations and teams, each with people who lead it."""

from dataclasses import dataclass, field
from datetime import datetime, time

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from lib.credit_code import check_character
from lib.sampling import SampleCity
from lib.text import pinyin
from places.models import Region
from volunteers.models import Organization, Volunteer

# Registered by civil affairs as a social body (51), charity (53), committee (55) or public institution (12).
CODES = {
    "volunteer_organization": "51",
    "charity": "53",
    "grassroots_committee": "55",
    "event_host": "52",
    "public_service": "12",
}
TEXTS = ("name", "name_en", "summary", "summary_en", "phone", "reason", "state", "kind")


@dataclass
class Team:
    """An organization with its people, before and after they are rows."""

    organization: Organization
    leaders: list[Volunteer] = field(default_factory=list)
    members: list[int] = field(default_factory=list)

    @property
    def is_at_work(self) -> bool:
        return self.organization.state == "approved"


def plant(city: SampleCity) -> dict[str, Team]:
    regions = {region.name_en: region for region in Region.objects.towns()}
    whole = Region.objects.get(code=settings.CITY_CODE)
    office = User.objects.get(username="office")
    applicant = User.objects.with_phone("13800000001").get()
    teams: dict[str, Team] = {}
    for number, row in enumerate(city.rows("organizations.csv"), start=1):
        parent = teams[row["parent"]].organization if row["parent"] else None
        waits = row["state"] == "applied"
        organization = Organization.objects.create(
            **{name: row[name] for name in TEXTS},
            pinyin=pinyin(row["name"]),
            parent=parent,
            uscc=_credit_code(CODES[row["kind"]], number) if row["kind"] in CODES else None,
            sponsor=None if row["kind"] in CODES else parent,
            region=regions[row["town"]] if row["town"] else whole,
            founded_on=row["founded"],
            applied_at=city.days_ago(2) if waits else _noon(row["founded"]),
            applied_by=applicant if waits else None,
            decided_by=None if waits else office,
            decided_at=None if waits else _noon(row["founded"]),
            is_sample=True,
        )
        teams[row["key"]] = Team(organization)
    return teams


def _credit_code(kind: str, number: int) -> str:
    """Well formed, and nobody's: organization codes that begin with YY were never given out."""
    body = f"{kind}{settings.CITY_CODE}YY{number:07}"
    return body + check_character(body)


def _noon(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(datetime.fromisoformat(day).date(), time(12)))
