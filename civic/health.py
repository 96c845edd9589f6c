"""What the portal stands on, each part by name. Says that a part is down, never where it is or what it runs."""

import shutil
from collections.abc import Callable
from typing import NamedTuple

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from civic.tasks import HEARTBEAT_KEY

HEARTBEAT_LATE = 120
LEAST_FREE_SHARE = 0.05
LEAST_FREE_BYTES = 500 * 1024 * 1024


class Part(NamedTuple):
    """`needed`: without it residents cannot be served, and a load balancer should look elsewhere."""

    name: str
    title: str
    ok: bool
    why: str
    needed: bool = False


def all_parts() -> list[Part]:
    checks: tuple[Callable[[], Part], ...] = (process, database, broker, worker, disk)
    return [check() for check in checks]


def process() -> Part:
    return Part("process", _("Web process"), True, _("It answers."), needed=True)


def database() -> Part:
    title = _("Database")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Part("database", title, False, _("It does not answer."), needed=True)
    return Part("database", title, True, _("It answers."), needed=True)


def broker() -> Part:
    """Without it pages are served all the same (`lib/caches.py`, `lib/pages/store.py`); what it carries waits."""
    title = _("Job queue")
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return Part("broker", title, False, _("It does not answer."))
    return Part("broker", title, True, _("It answers."))


def worker() -> Part:
    title = _("Worker")
    seen = cache.get(HEARTBEAT_KEY)
    if seen is None:
        return Part("worker", title, False, _("No sign of life in the last ten minutes."))
    age = max(0, round(timezone.now().timestamp() - seen))
    why = _("Last sign of life %(seconds)s seconds ago.") % {"seconds": age}
    return Part("worker", title, age <= HEARTBEAT_LATE, why)


def disk() -> Part:
    title = _("Disk")
    folder = next(path for path in (settings.MEDIA_ROOT, *settings.MEDIA_ROOT.parents) if path.exists())
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    ok = share >= LEAST_FREE_SHARE or usage.free >= LEAST_FREE_BYTES
    return Part("disk", title, ok, _("%(share)s%% is free.") % {"share": int(share * 100)})
