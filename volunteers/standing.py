"""Who may do what with hours. The database says it; these ask it before a form is shown."""

from django.db import connection

from accounts.models import User
from office.policies import Area, Power, can
from volunteers.models import Organization


def standing_of(user: User, organization: Organization | int) -> str:
    """`leader`, `parent` or `office`; empty for who decides nothing about this organization's records."""
    key = organization if isinstance(organization, int) else organization.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteers_standing(%s, %s)", [user.pk, key])
        return cursor.fetchone()[0] or ""


def may_enter(user: User, organization: Organization) -> bool:
    """Hours from the back office: staff whose post covers the organization's region."""
    return can(user, Power.ADD, Area.HOURS, code=organization.region.code)
