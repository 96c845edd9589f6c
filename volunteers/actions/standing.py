"""The door of every action on activities: policies as a refusal."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden
from office.policies import Power
from volunteers.models import Organization
from volunteers.policies import can_keep_activities


def require_standing(user: User, organization: Organization, *, power: Power = Power.CHANGE) -> None:
    """`power` is what a post of the office must hold; a leader needs none. Raises Forbidden."""
    if not can_keep_activities(user, organization, power):
        raise Forbidden(_("You do not lead this organization."))
