"""Who may act for an organization: its leaders, those of the organizations above it, and the office in its region."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden
from office.policies import Area, Power, can
from volunteers.models import Organization


def may_act_for(user: User, organization: Organization, *, power: Power = Power.CHANGE) -> bool:
    """`power` is what an office's post must hold over activities; a leader needs none."""
    if can(user, power, Area.ACTIVITIES, code=organization.region.code):
        return True
    return Organization.objects.led_by(user).filter(pk=organization.pk).exists()


def require_standing(user: User, organization: Organization, *, power: Power = Power.CHANGE) -> None:
    """Raises Forbidden."""
    if not may_act_for(user, organization, power=power):
        raise Forbidden(_("You do not lead this organization."))
