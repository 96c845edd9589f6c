"""Activities: from draft to open, running and finished, or cancelled; copies and series; announcements."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Invalid, Refused
from lib.saying import says_something
from office.policies import Power
from volunteers.actions import shifts
from volunteers.actions.shifts import Begun, Over, locked_activity
from volunteers.actions.standing import require_standing
from volunteers.models import Activity, Announcement, Organization, Shift, SignUp
from volunteers.notices import notify
from volunteers.refusals import in_words

State = Activity.State
FIELDS = (
    "title", "title_en", "category", "content", "content_en", "served", "served_en", "place", "place_name",
    "place_name_en", "region", "point", "radius_m", "person_in_charge", "contact", "risk_notice", "risk_notice_en",
    "is_hazardous", "insurance_no", "insured_from", "insured_to", "min_age", "max_age", "required_skills",
    "required_certificate", "admission", "members_only", "most_companions", "by_location",
)  # fmt: skip
# What people's calendars show.
SHOWN = {"title", "title_en", "place", "place_name", "place_name_en", "point"}
WHERE = {"place", "place_name", "point"}


@transaction.atomic
def create_activity(*, organization: Organization, by: User, token: uuid.UUID, **values) -> Activity:
    """A draft. `values` as in `FIELDS`; the same token again returns what was made the first time."""
    organization = Organization.objects.with_region().get(pk=organization.pk)
    require_standing(by, organization)
    if organization.state != Organization.State.APPROVED:
        raise Refused(_("Only an approved organization publishes activities."))
    with in_words():
        activity, _is_new = Activity.objects.get_or_create(
            token=token, defaults={**values, "organization": organization, "created_by": by}
        )
    if activity.organization_id != organization.pk:
        raise Refused(_("This form was sent already. Please reload the page."))
    return activity


@transaction.atomic
def change_activity(*, activity: Activity, by: User, **values) -> Activity:
    """`values` as in `FIELDS`. Who is signed up keeps the place, and is told where the place of meeting changed."""
    activity = locked_activity(activity.pk)
    require_standing(by, activity.organization)
    if activity.state in (State.FINISHED, State.CANCELLED):
        raise Over(_("This activity is over. Copy it to go on."))
    changed = {name for name in FIELDS if name in values and values[name] != getattr(activity, name)}
    if not changed:
        return activity
    for name in changed:
        setattr(activity, name, values[name])
    with in_words():
        activity.save(update_fields=[*changed, "updated_at"])
    if changed & SHOWN:
        shifts.settle_sequence(activity, timezone.now())
    if changed & WHERE:
        where = activity.place_name or activity.place.name
        _tell_everyone(activity, _("“{title}” now takes place here: {where}"), where=where)
    return activity


@transaction.atomic
def open_activity(*, activity: Activity, by: User) -> Activity:
    """Draft to open. Risks are told, everyone in danger is insured, and a shift is to come; the database insists."""
    activity = locked_activity(activity.pk)
    require_standing(by, activity.organization, power=Power.PUBLISH)
    if activity.state in (State.OPEN, State.RUNNING):
        return activity
    if activity.state != State.DRAFT:
        raise Over(_("This activity is over. Copy it to go on."))
    if activity.organization.state != Organization.State.APPROVED:
        raise Refused(_("Only an approved organization publishes activities."))
    if not activity.shifts.standing().upcoming().exists():
        raise Refused(_("Add a shift first: nobody can sign up for none."))
    activity.state = State.OPEN
    with in_words():
        activity.save(update_fields=["state", "updated_at"])
    return activity


@transaction.atomic
def cancel_activity(*, activity: Activity, by: User, reason: str) -> Activity:
    """With every shift that is not over. Everybody signed up is told. Cancelling twice changes nothing."""
    activity = locked_activity(activity.pk)
    require_standing(by, activity.organization)
    if activity.state == State.CANCELLED:
        return activity
    if activity.state == State.FINISHED:
        raise Over(_("This activity is over and stays as it was."))
    for shift in activity.shifts.standing().upcoming().select_for_update(no_key=True).order_by("pk"):
        shift.activity = activity
        shifts.cancel_locked(shift, reason)
    activity.state, activity.reason = State.CANCELLED, reason.strip()
    with in_words():
        activity.save(update_fields=["state", "reason", "updated_at"])
    return activity


@transaction.atomic
def copy_activity(
    *, activity: Activity, by: User, token: uuid.UUID, days: int, series: uuid.UUID | None = None
) -> Activity:
    """A draft with the same words, and its shifts `days` later; cancelled shifts and those still past stay behind.

    Raises Begun where all of them would.
    """
    values = {name: getattr(activity, name) for name in FIELDS}
    copy = create_activity(organization=activity.organization, by=by, token=token, series=series, **values)
    if copy.shifts.exists():
        return copy
    later = timedelta(days=days)
    standing = list(activity.shifts.standing())
    ahead = [shift for shift in standing if shifts.lies_ahead(shift.starts_at + later)]
    if standing and not ahead:
        raise Begun(shifts.BEGUN)
    for shift in ahead:
        shifts.create_shift(activity=copy, by=by, **shifts.moved(shift, later))
    return copy


@transaction.atomic
def copies_of(
    *, activity: Activity, by: User, token: uuid.UUID, days: int, every_days: int | None = None,
    until: date | None = None, open_them: bool = False,
) -> list[Activity]:  # fmt: skip
    """A copy `days` later, and with `every_days` a series of it up to `until`; opened at once or left as drafts.

    All or none. The same token again returns what was made the first time. Raises what the single steps raise.
    """
    first = copy_activity(activity=activity, by=by, token=token, days=days)
    copies = [first]
    if every_days:
        copies += repeat_activity(activity=first, by=by, token=token, every_days=every_days, until=until)
    return [open_activity(activity=copy, by=by) for copy in copies] if open_them else copies


@transaction.atomic
def repeat_activity(*, activity: Activity, by: User, token: uuid.UUID, every_days: int, until: date) -> list[Activity]:
    """A series: copies every so many days, counted from the first shift, up to `until`; at most 60, all or none."""
    activity = locked_activity(activity.pk)
    require_standing(by, activity.organization)
    first = activity.shifts.standing().order_by("starts_at").first()
    if first is None:
        raise Refused(_("Add a shift first: there is nothing to repeat."))
    if activity.series is None:
        activity.series = uuid.uuid4()
        activity.save(update_fields=["series"])
    return [
        copy_activity(
            activity=activity, by=by, token=uuid.uuid5(token, str(days)), days=days, series=activity.series
        )
        for days in shifts.days_between(timezone.localdate(first.starts_at), every_days, until)
    ]  # fmt: skip


@transaction.atomic
def announce(*, activity: Activity, by: User, text: str, token: uuid.UUID, shift: Shift | None = None) -> Announcement:
    """A notice to everybody signed up for `shift`, or for any shift to come. The same token again sends nothing."""
    activity = locked_activity(activity.pk)
    require_standing(by, activity.organization)
    sent = Announcement.objects.filter(token=token).first()
    if sent is not None:
        return sent
    if not says_something(text):
        raise Invalid(_("Write what everybody should know."))
    users = _signed_up(activity, shift)
    announcement = Announcement.objects.create(
        activity=activity, shift=shift, text=text.strip(), token=token, sent_by=by, reached=len(users)
    )
    if users:
        words = _("{organization}, about “{title}”: {text}")
        name = activity.organization.name
        notify(users, words, view="my_shifts", organization=name, title=activity.title, text=announcement.text)
    return announcement


def follow_the_clock(*, at: datetime) -> tuple[int, int]:
    """Open activities run once their first shift begins, and are finished when their last is over.

    Safe to run at any time; returns how many began and how many were finished.
    """
    standing = Shift.objects.standing().filter(activity=OuterRef("pk"))
    to_come = Exists(standing.filter(ends_at__gt=at))
    begun = Activity.objects.filter(Exists(standing.filter(starts_at__lte=at)), to_come, state=State.OPEN)
    over = Activity.objects.filter(Exists(standing), ~to_come, state__in=[State.OPEN, State.RUNNING])
    with transaction.atomic():
        running = begun.update(state=State.RUNNING, updated_at=at)
        finished = over.update(state=State.FINISHED, updated_at=at)
    return running, finished


def _tell_everyone(activity: Activity, words, **values) -> None:
    if users := _signed_up(activity, None):
        notify(users, words, view="my_shifts", title=activity.title, **values)


def _signed_up(activity: Activity, shift: Shift | None) -> list[int]:
    sign_ups = SignUp.objects.standing().filter(shift__activity=activity, shift__ends_at__gt=timezone.now())
    if shift is not None:
        sign_ups = SignUp.objects.standing().filter(shift=shift, shift__activity=activity)
    return list(sign_ups.order_by().values_list("volunteer__user", flat=True).distinct())
