"""Leaders are told of what comes due (M67 art. 11): records to confirm, shifts that are not in the books."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.actions import tell
from office.calendar import Calendar
from office.models import Message
from volunteers.actions.organizations import address_of
from volunteers.models import Decision, Membership, ServiceRecord, Shift
from volunteers.rulebook import rule_on

AHEAD = 2  # working days
LOOK_BACK = timedelta(days=60)


def tell_of_due(*, today: date | None = None) -> int:
    """One notice a day to each leader whose records or shifts are due within two working days, or overdue.

    Running it twice on a day tells nobody twice. Returns how many were told.
    """
    today = today or timezone.localdate()
    calendar = Calendar(today - LOOK_BACK, today + LOOK_BACK)
    by = calendar.add(today, AHEAD)
    records = ServiceRecord.objects.pending().filter(due_on__lte=by).order_by()
    due = Counter(dict(records.values_list("organization").annotate(Count("pk"))))
    shifts = _shifts_due(calendar, today, by)
    leaders = Membership.objects.standing().filter(
        Q(organization__in=[*due, *shifts]), role="leader", volunteer__state="active"
    )
    mine: dict[int, list[int]] = {}
    for user, organization in leaders.values_list("volunteer__user", "organization"):
        mine.setdefault(user, []).append(organization)
    url = f"{address_of('lead_confirm')}?day={today}"
    told = set(Message.objects.filter(user__in=mine, url=url).values_list("user", flat=True))
    for user, organizations in mine.items():
        if user not in told:
            records_due = sum(due[organization] for organization in organizations)
            shifts_due = sum(shifts[organization] for organization in organizations)
            tell(users=[user], text=_words(records_due, shifts_due, by), url=url)
    return len(mine.keys() - told)


def tell_of_decisions(*, day: date | None = None) -> int:
    """Everybody hears once how many decisions were written in their name on a day (yesterday): whoever did not make
    them says so. The database cannot know who sat at the keyboard; the person can. Returns how many were told."""
    day = day or timezone.localdate() - timedelta(days=1)
    begins = timezone.make_aware(datetime.combine(day, time()))
    written = Decision.objects.filter(at__gte=begins, at__lt=begins + timedelta(days=1)).order_by()
    counts = dict(written.values_list("by").annotate(Count("pk")))
    url = f"{address_of('inbox')}?decisions={day}"
    told = set(Message.objects.filter(user__in=counts, url=url).values_list("user", flat=True))
    for user, count in counts.items():
        if user not in told:
            sentence = _("%(count)s decisions on hours were written in your name on %(day)s. Not you? Tell the office.")
            tell(users=[user], text=sentence % {"count": count, "day": day}, url=url)
    return len(counts.keys() - told)


def _shifts_due(calendar: Calendar, today: date, by: date) -> Counter:
    """Ended shifts that nobody has closed yet, by organization."""
    since = timezone.now() - LOOK_BACK
    open_shifts = Shift.objects.standing().filter(closed_at__isnull=True, ends_at__range=(since, timezone.now()))
    within = rule_on(today).record_within
    return Counter(
        organization
        for organization, ends_at in open_shifts.values_list("activity__organization", "ends_at")
        if calendar.add(timezone.localdate(ends_at), within) <= by
    )


def _words(records: int, shifts: int, by: date):
    return _("By %(day)s: %(records)s records to confirm, %(shifts)s shifts to close.") % {
        "day": by,
        "records": records,
        "shifts": shifts,
    }
