"""When a live code was first seen. Signing in takes longer than a code lives, so the session remembers it."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from volunteers import codes
from volunteers.models import Shift

KEY = "codes_seen"
REMEMBERED = timedelta(minutes=10)
MOST = 3


def first_seen(request: HttpRequest, code: codes.Code, shift: Shift, now: datetime) -> datetime:
    """The time at which this browser opened the code while it was live, at most ten minutes ago; otherwise now."""
    seen = {text: at for text, at in request.session.get(KEY, {}).items() if now.timestamp() - at < _seconds()}
    if str(code) in seen:
        return datetime.fromtimestamp(seen[str(code)], UTC)
    is_live = code.slot - codes.slot_at(now) in codes.LIVE
    if is_live and codes.is_genuine(code, shift.secret.reveal()):
        newest = sorted(seen.items(), key=lambda pair: -pair[1])[: MOST - 1]
        request.session[KEY] = {**dict(newest), str(code): now.timestamp()}
    return now


def _seconds() -> float:
    return REMEMBERED.total_seconds()
