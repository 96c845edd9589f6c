"""The cast: volunteers, leaders, reviewers of the office; an organization, its activity and its shift."""

import io
import itertools
import os
import uuid
from datetime import date, datetime, timedelta

import environ
import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Identity, User
from lib.people_numbers import checksum_fits
from office.models import Role
from tests.conftest import YANGSHE_POINT, standing_post
from volunteers.actions import merges, recording
from volunteers.models import (
    Activity,
    Membership,
    Merge,
    Organization,
    Proof,
    Service,
    ServiceRecord,
    ServiceRule,
    Shift,
    SignUp,
    Volunteer,
)

_numbers = itertools.count(1)


@pytest.fixture
def make_volunteer(yangshe):
    """`make_volunteer("王志愿", born="1990-01-01")`: an account with a phone, an identity and a number."""

    def make(name: str = "王志愿", *, born: str = "1990-01-01", region=None, **values) -> Volunteer:
        number = next(_numbers)
        phone = f"139{number:08d}"
        user = User.objects.create_user(f"v{number}", display_name=name, phone=phone, phone_verified_at=timezone.now())
        grown_up = date.fromisoformat(born).replace(year=int(born[:4]) + 18)
        Identity.objects.create(
            user=user, name=name, document_type="resident_id", document=f"32058219900101{number:04d}", birth_date=born,
            is_minor_until=grown_up if grown_up > timezone.localdate() else None,
        )  # fmt: skip
        return Volunteer.objects.create(user=user, number=f"3205829{number:07d}", region=region or yangshe, **values)

    return make


@pytest.fixture
def volunteer(make_volunteer):
    return make_volunteer("王志愿")


@pytest.fixture
def other_volunteer(make_volunteer):
    return make_volunteer("赵热心")


@pytest.fixture
def reviewer(city):
    """The office: confirms over the whole city."""
    user = User.objects.create_user("reviewer", display_name="周核", is_staff=True)
    standing_post(user, Role.REVIEWER, city)
    return user


@pytest.fixture
def second_reviewer(city):
    user = User.objects.create_user("second", display_name="吴核", is_staff=True)
    standing_post(user, Role.REVIEWER, city)
    return user


@pytest.fixture
def union(yangshe):
    """An organization above the team."""
    return Organization.objects.create(
        kind="volunteer_organization", name="港城志愿者联合会", name_en="Harbour Volunteers Union",
        uscc="51320582MJ00000001", region=yangshe, state="approved",
    )  # fmt: skip


@pytest.fixture
def team(union, yangshe):
    return Organization.objects.create(
        kind="team",
        name="书香小队",
        name_en="Reading Team",
        sponsor=union,
        parent=union,
        region=yangshe,
        state="approved",
    )  # fmt: skip


def lead(organization: Organization, volunteer: Volunteer, by: User) -> Membership:
    return Membership.objects.create(
        organization=organization, volunteer=volunteer, role="leader", state="active", appointed_by=by
    )


@pytest.fixture
def leader(make_volunteer, team, reviewer):
    """Leads the team; a volunteer like the others."""
    volunteer = make_volunteer("江领队")
    lead(team, volunteer, reviewer)
    return volunteer


@pytest.fixture
def deputy(make_volunteer, team, reviewer):
    volunteer = make_volunteer("孙副队")
    lead(team, volunteer, reviewer)
    return volunteer


@pytest.fixture
def union_leader(make_volunteer, union, reviewer):
    volunteer = make_volunteer("钱会长")
    lead(union, volunteer, reviewer)
    return volunteer


@pytest.fixture
def make_activity(team, yangshe):
    def make(**values) -> Activity:
        return Activity.objects.create(
            **{
                "organization": team, "title": "周末书屋整理", "title_en": "Tidying the reading room",
                "category": "reading", "content": "整理书架，陪伴阅读。", "place_name": "西门驿站",
                "place_name_en": "West Gate station", "region": yangshe, "point": YANGSHE_POINT,
                "person_in_charge": "江领队", "risk_notice": "没有特别的风险。", "state": "open", **values,
            }
        )  # fmt: skip

    return make


@pytest.fixture
def activity(make_activity):
    return make_activity()


@pytest.fixture
def make_shift(activity):
    """`make_shift(hours=2, in_hours=24, capacity=10)`; a negative `in_hours` lies in the past."""

    def make(*, in_hours: float = 24, hours: float = 2, capacity: int = 10, of: Activity | None = None, **values):
        starts_at = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=in_hours)
        return Shift.objects.create(
            **{
                "activity": of or activity, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours),
                "capacity": capacity, "closes_at": starts_at, "withdraw_until": starts_at, **values,
            }
        )  # fmt: skip

    return make


@pytest.fixture
def shift(make_shift):
    return make_shift()


def sign_up(shift: Shift, volunteer: Volunteer, state: str = "confirmed", **values) -> SignUp:
    return SignUp.objects.create(
        shift=shift, volunteer=volunteer, state=state, starts_at=shift.starts_at, ends_at=shift.ends_at,
        queued_at=timezone.now(), **values,
    )  # fmt: skip


def prove(sign_up: SignUp, kind: str, at: datetime, by: User, way: str = "code", sent_by: User | None = None) -> Proof:
    return Proof.objects.create(
        id=uuid.uuid4(), sign_up=sign_up, kind=kind, way=way, at=at, vouched_by=by, digest="0" * 32,
        sent_by=sent_by or sign_up.volunteer.user,
    )  # fmt: skip


@pytest.fixture
def rule(db):
    return ServiceRule.objects.get()


@pytest.fixture
def service(team, yangshe, shift, rule):
    return Service.objects.create(
        organization=team, organization_name=team.name, shift=shift, title="周末书屋整理", category="reading",
        content="整理书架。", place_name="西门驿站", region=yangshe, person_in_charge="江领队",
        rule=rule, due_on=timezone.localdate() + timedelta(days=14),
    )  # fmt: skip


@pytest.fixture
def make_record(service, rule, volunteer):
    """`make_record(minutes=120, days_ago=1, source="self_report")`: straight into the table, as any action does."""

    def make(*, minutes: int = 120, days_ago: int = 1, hour: int = 9, of: Volunteer | None = None, **values):
        whose = of or volunteer
        noon = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
        starts_at = noon - timedelta(days=days_ago)
        record = ServiceRecord.objects.create(
            **{
                "volunteer": whose, "recorded_for": whose, "service": service, "organization": service.organization,
                "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes), "day": starts_at.date(),
                "minutes": minutes, "source": "self_report", "due_on": timezone.localdate(), "rule": rule,
                "entered_by": whose.user, **values,
            }
        )  # fmt: skip
        record.refresh_from_db()
        return record

    return make


@pytest.fixture
def confirmed(make_record, leader):
    return recording.decide(record=make_record(), by=leader.user, verdict="confirm")


@pytest.fixture
def sql(transactional_db, confirmed):
    """`sql(statement, *values)` as the application's role, every trigger of pgtrigger ignored."""
    role = environ.Env.db_url_config(os.environ.get("DATABASE_URL", "postgis:///civic"))
    if role["USER"] == connection.settings_dict["USER"]:
        pytest.skip("one database role for everything: nothing to tell apart")
    call_command("grant_app_role", stdout=io.StringIO())
    settings = connection.settings_dict
    link = psycopg2.connect(
        dbname=settings["NAME"], user=role["USER"], password=role["PASSWORD"] or None,
        host=role["HOST"] or None, port=role["PORT"] or None,
    )  # fmt: skip
    link.autocommit = True
    cursor = link.cursor()

    def run(statement: str, *values):
        cursor.execute(statement, values or None)
        return cursor

    yield run
    link.close()


@pytest.fixture
def merge(editor, reviewer):
    """`merge(kept, twin)`: proposed by one and carried out by another of the office."""

    def carry_out(kept: Volunteer, merged: Volunteer) -> Merge:
        proposed = merges.propose_merge(kept=kept, merged=merged, by=editor, reason="同一人")
        return merges.carry_out_merge(merge=proposed, by=reviewer)

    return carry_out


def resident_id(born: date, serial: int = 123) -> str:
    """A resident identity number with its check digit (GB 11643)."""
    body = f"320582{born:%Y%m%d}{serial:03d}"
    return next(body + last for last in "0123456789X" if checksum_fits(body + last))


def aged(years: int, serial: int = 123) -> str:
    """The number of somebody who had that birthday on this year's New Year's Day."""
    return resident_id(date(timezone.localdate().year - years, 1, 1), serial)


@pytest.fixture
def desk(client, reviewer):
    """The office's desk, signed in."""
    client.force_login(reviewer)
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())
