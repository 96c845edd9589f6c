from volunteers.models.activities import Activity, Shift
from volunteers.models.announcements import Announcement
from volunteers.models.checks import Finding, SpotCheck
from volunteers.models.claims import Claim
from volunteers.models.duplicates import Duplicate
from volunteers.models.figures import HourFigure, OrganizationFigure
from volunteers.models.merges import Merge, MergedMembership
from volunteers.models.objections import Objection
from volunteers.models.organizations import Membership, Organization
from volunteers.models.presence import Proof
from volunteers.models.records import Decision, ServiceRecord, ServiceTotal
from volunteers.models.rules import AgeBand, ServiceRule
from volunteers.models.services import Service
from volunteers.models.sign_ups import SignUp
from volunteers.models.volunteers import Volunteer

__all__ = [
    "Activity",
    "AgeBand",
    "Announcement",
    "Claim",
    "Decision",
    "Duplicate",
    "Finding",
    "HourFigure",
    "Membership",
    "Merge",
    "MergedMembership",
    "Objection",
    "Organization",
    "OrganizationFigure",
    "Proof",
    "Service",
    "ServiceRecord",
    "ServiceRule",
    "ServiceTotal",
    "Shift",
    "SignUp",
    "SpotCheck",
    "Volunteer",
]
