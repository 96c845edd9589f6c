"""What the desk's first page says: what waits, for whom, and how much came in."""

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from office.desk import Queue, Waiting
from office.policies import Area, Power, can, posts_of, scope_of, within
from places.models import Feedback

WEEKS = 12
NOON, EVENING = 12, 18
CHART_HEIGHT, STEP = 60, 20


@dataclass(frozen=True, slots=True)
class Line:
    """One queue as the desk shows it."""

    title: Any
    url: str
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the chart; `x`, `y` and `height` are in the drawing's own units."""

    week: date
    count: int
    x: int
    y: int
    height: int


def greeting(waiting: int) -> str:
    hour = timezone.localtime().hour
    hello = _("Good morning") if hour < NOON else _("Good afternoon") if hour < EVENING else _("Good evening")
    if not waiting:
        return _("%(hello)s. Nothing is waiting.") % {"hello": hello}
    words = ngettext("%(hello)s. %(count)s thing is waiting.", "%(hello)s. %(count)s things are waiting.", waiting)
    return words % {"hello": hello, "count": waiting}


def scope_words(user: User) -> str:
    """What this person's posts cover, in words."""
    if getattr(user, "is_superuser", False):
        return _("everything")
    if not user.is_authenticated:
        return ""
    roles: dict[str, list[str]] = {}
    for post in posts_of(user):
        roles.setdefault(post.region.local_name, []).append(post.get_role_display())
    return " · ".join(f"{region} ({' / '.join(held)})" for region, held in roles.items()) or _("no post today")


def queue_lines(user: User) -> list[Line]:
    queues = [queue for config in apps.get_app_configs() for queue in _queues_of(config.name)]
    mine = (queue for queue in queues if can(user, queue.power, queue.area))
    return [Line(queue.title, _address(queue), queue.look(user)) for queue in mine]


def _queues_of(app: str) -> list[Queue]:
    return getattr(sys.modules.get(f"{app}.admin"), "desk_queues", [])


def _address(queue: Queue) -> str:
    try:
        return reverse(f"admin:{queue.url}_changelist") + queue.query
    except NoReverseMatch:
        return ""


def feedback_weeks(user: User) -> list[Bar]:
    """What came in over the last weeks, within this person's scope; empty for those who see no feedback."""
    scope = scope_of(user, Power.VIEW, Area.FEEDBACK)
    if not scope:
        return []
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=number) for number in reversed(range(WEEKS))]
    inside = Feedback.objects.filter(within(scope, "place__region__code"))
    counted = inside.filter(created_at__date__gte=weeks[0]).order_by().annotate(week=TruncWeek("created_at"))
    counts = {row["week"].date(): row["count"] for row in counted.values("week").annotate(count=Count("pk"))}
    return _bars([(week, counts.get(week, 0)) for week in weeks])


def _bars(weeks: list[tuple[date, int]]) -> list[Bar]:
    most = max((count for _week, count in weeks), default=0) or 1
    heights = [round(count / most * CHART_HEIGHT) for _week, count in weeks]
    return [
        Bar(week, count, number * STEP, CHART_HEIGHT - height, height)
        for number, ((week, count), height) in enumerate(zip(weeks, heights, strict=True))
    ]
