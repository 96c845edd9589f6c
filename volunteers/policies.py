"""Who may do what with organizations and their people. What is confirmed of hours, the database decides itself."""

from django.db import connection

from accounts.models import User
from office.policies import Area, Power, can
from volunteers.models import Membership, Organization


def can_lead(user: User, organization: Organization) -> bool:
    """Leads it, or an organization above it."""
    return _leads_any(user, _line(organization))


def can_lead_above(user: User, organization: Organization) -> bool:
    return _leads_any(user, _line(organization)[:-1])


def is_office(user: User, organization: Organization, power: Power = Power.CHANGE) -> bool:
    return can(user, power, Area.ORGANIZATIONS, code=organization.region.code)


def can_see_members(user: User, organization: Organization) -> bool:
    return can_lead(user, organization) or is_office(user, organization, Power.VIEW)


def can_admit(user: User, organization: Organization) -> bool:
    """Also: refuse, let go, enter somebody without a telephone, make a new claim code."""
    return can_lead(user, organization) or is_office(user, organization)


def can_appoint(user: User, organization: Organization) -> bool:
    """Leaders come from above: from a leader of an organization that it belongs to, or from the office."""
    return can_lead_above(user, organization) or is_office(user, organization, Power.PUBLISH)


def can_keep_activities(user: User, organization: Organization, power: Power = Power.CHANGE) -> bool:
    """Its leaders, those of the organizations above it, and the office in its region with `power`."""
    return can_lead(user, organization) or can(user, power, Area.ACTIVITIES, code=organization.region.code)


def _line(organization: Organization) -> list[int]:
    """Keys from the top of the tree down to the organization itself."""
    if not organization.path:
        # The database wrote it when the row was made.
        organization.refresh_from_db(fields=["path"])
    return [int(key) for key in organization.path.strip("/").split("/")]


def _leads_any(user: User, keys: list[int]) -> bool:
    return bool(keys) and Membership.objects.leading(user).filter(organization__in=keys).exists()


def standing_of(user: User, organization_id: int) -> str:
    """Over this organization's hours, as the database sees it: `leader`, `parent`, `office` or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteers_standing(%s, %s)", [user.pk, organization_id])
        return cursor.fetchone()[0] or ""


def is_same_person(one: int | None, other: int | None) -> bool:
    """Two accounts (primary keys) of which one was merged into the other, or the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteers_person(%s) = volunteers_person(%s)", [one, other])
        return bool(cursor.fetchone()[0])


def can_enter_hours(user: User, organization: Organization) -> bool:
    """From the back office, for somebody else to approve."""
    return can(user, Power.ADD, Area.HOURS, code=organization.region.code)
