"""What scenes about persons share: somebody of the office who volunteers, and hours a leader vouched for."""

from django.utils import timezone

from accounts.models import User
from office.models import Role
from places.models import Region
from tests.conftest import standing_post
from tests.volunteers.conftest import prove, sign_up
from volunteers.actions import recording
from volunteers.models import Service, ServiceRecord, ServiceRule, Shift, Volunteer
from volunteers.refusals import in_words


def of_the_office(volunteer: Volunteer, city: Region) -> User:
    volunteer.user.is_staff = True
    volunteer.user.save(update_fields=["is_staff"])
    standing_post(volunteer.user, Role.REVIEWER, city)
    return volunteer.user


def confirm(record: ServiceRecord, by: User) -> ServiceRecord:
    return recording.decide(record=record, by=by, verdict="confirm")


def state_of(sql, record: int) -> str:
    return sql("SELECT state FROM volunteers_servicerecord WHERE id = %s", record).fetchone()[0]


def vouched(shift: Shift, service: Service, rule: ServiceRule, *, of: Volunteer, by: User) -> ServiceRecord:
    """Checked in and out over the whole shift, and entered as the check-out does."""
    signed = sign_up(shift, of)
    type(service).objects.filter(pk=service.pk).update(shift=shift)
    prove(signed, "in", signed.starts_at, by)
    prove(signed, "out", signed.ends_at, by)
    with in_words():
        record = ServiceRecord.objects.create(
            volunteer=of, recorded_for=of, service=service, organization=service.organization, sign_up=signed,
            starts_at=signed.starts_at, ends_at=signed.ends_at, day=timezone.localdate(), minutes=60, source="code",
            due_on=timezone.localdate(), rule=rule, entered_by=of.user, vouched_by=by,
        )  # fmt: skip
    record.refresh_from_db()
    return record
