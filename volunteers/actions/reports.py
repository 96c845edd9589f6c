"""Service that somebody tells of: the volunteer, or the back office with evidence. Both wait for somebody else."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.constraints import constraint_of
from lib.inserting import insert
from lib.refusals import Forbidden, Invalid, Refused
from lib.saying import says_something
from photos import actions as photo_actions
from volunteers.actions.recording import draft, enter
from volunteers.ages import band_of
from volunteers.models import Organization, Service, ServiceRecord, ServiceRule, Volunteer
from volunteers.policies import can_enter_hours
from volunteers.refusals import in_words
from volunteers.rulebook import due_of
from volunteers.vocabulary import Category, Source

TOKEN = "volunteers_servicerecord_token_key"


class FormUsedElsewhere(Refused):
    """One form, one report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was served, in words (M67 art. 7): activity, kind, what was done, for whom, where, who was in charge."""

    title: str
    category: Category
    content: str
    place_name: str
    person_in_charge: str
    served: str = ""


def report_service(
    *,
    volunteer: Volunteer,
    organization: Organization,
    told: Told,
    starts_at: datetime,
    ends_at: datetime,
    minutes: int | None = None,
    photo: UploadedFile | None = None,
    token: UUID | None = None,
) -> ServiceRecord:
    """The volunteer's own report; the organization confirms it. The same token again gives what stands already.

    `minutes` may be fewer than lie between the two (a break). Refused below the age that may report
    (AgeBand.may_report), for an organization that is not approved, and by the record's own constraints.
    """
    _check_reporter(volunteer, timezone.localdate(ends_at))
    if organization.state != Organization.State.APPROVED:
        raise Refused(_("This organization does not take reports. Please choose another."))
    service = service_told(organization, told, *due_of(timezone.localdate(ends_at)))
    try:
        with in_words():
            evidence = photo_actions.take_in(file=photo, uploaded_by=volunteer.user) if photo else None
            insert(service)
            record = draft(
                volunteer=volunteer, service=service, starts_at=starts_at, ends_at=ends_at, minutes=minutes,
                source=Source.SELF_REPORT, entered_by=volunteer.user, evidence=evidence, token=token,
            )  # fmt: skip
            enter(record)
    except IntegrityError as error:
        if constraint_of(error) != TOKEN:
            raise
        return _sent_before(token, volunteer)
    return record


def enter_service(
    *,
    volunteer: Volunteer,
    organization: Organization,
    told: Told,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    note: str,
    minutes: int | None = None,
    photo: UploadedFile | None = None,
    evidence_note: str = "",
) -> ServiceRecord:
    """Hours that the office enters for somebody: with evidence, a reason, and for another person to approve."""
    if not can_enter_hours(by, organization):
        raise Forbidden(_("Your post does not cover this organization's region."))
    if not says_something(note):
        raise Invalid(_("Say why these hours are entered by the office."))
    service = service_told(organization, told, *due_of(timezone.localdate(ends_at)))
    with in_words():
        evidence = photo_actions.take_in(file=photo, uploaded_by=by) if photo else None
        insert(service)
        record = draft(
            volunteer=volunteer, service=service, starts_at=starts_at, ends_at=ends_at, minutes=minutes,
            source=Source.BACK_OFFICE, entered_by=by, note=note.strip(), evidence=evidence,
            evidence_note=evidence_note.strip(),
        )  # fmt: skip
        enter(record)
    return record


def service_told(organization: Organization, told: Told, rule: ServiceRule, due_on: date) -> Service:
    """A snapshot of service that stood in no shift; not saved yet."""
    return Service(
        organization=organization, organization_name=organization.name, organization_name_en=organization.name_en,
        region_id=organization.region_id, rule=rule, due_on=due_on,
        title=told.title, category=told.category, content=told.content, served=told.served,
        place_name=told.place_name, person_in_charge=told.person_in_charge,
    )  # fmt: skip


def _check_reporter(volunteer: Volunteer, day: date) -> None:
    if not volunteer.is_active:
        raise Refused(_("Your registration is not active. Come back first, then report."))
    identity = getattr(volunteer.user, "identity", None)
    if identity is None or not band_of(identity, day).may_report:
        raise Forbidden(_("At your age hours are recorded by the leader. Please ask them to."))


def _sent_before(token: UUID, volunteer: Volunteer) -> ServiceRecord:
    record = ServiceRecord.objects.get(token=token)
    if record.recorded_for_id != volunteer.pk:
        raise FormUsedElsewhere(_("This form was sent already. Please reload the page."))
    return record
