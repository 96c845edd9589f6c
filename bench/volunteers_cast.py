"""Who presses in the volunteers' bench: sessions, a shift for the surge. Runs with the bench database: prints JSON."""

import json
import sys
from datetime import timedelta


def cookie_of(user) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def people() -> dict:
    """The resident and the leader of the sample, somebody with many records, and one of the staff."""
    from accounts.models import User
    from volunteers.models import ServiceTotal, Shift

    busy = ServiceTotal.objects.lifetime().filter(records__range=(90, 110)).order_by("-volunteer").first()
    now = Shift.objects.filter(activity__title="西门驿站理书与陪读", shown_at=None).order_by("-starts_at").last()
    return {
        "resident": cookie_of(User.objects.with_phone("13800000001").get()),
        "leader": cookie_of(User.objects.with_phone("13800000002").get()),
        "busy": cookie_of(busy.volunteer.user),
        "shift": now.pk,
    }


def surge(count: int, places: int) -> dict:
    """A shift with `places`, tomorrow, and the cookies of `count` volunteers who have nothing else then."""
    from django.utils import timezone

    from accounts.models import User
    from volunteers.models import Activity, Shift

    activity = Activity.objects.filter(title="西门驿站理书与陪读", state="open").latest("pk")
    starts_at = timezone.now() + timedelta(days=200)
    shift = Shift.objects.create(
        activity=activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=places,
        closes_at=starts_at, withdraw_until=starts_at,
    )  # fmt: skip
    users = User.objects.filter(volunteer__state="active", identity__is_minor_until=None).order_by("-pk")[:count]
    return {"shift": shift.pk, "cookies": [cookie_of(user) for user in users]}


def outcome(shift: int) -> dict:
    """What stands in the database after the surge."""
    from volunteers.models import Shift, SignUp

    rows = SignUp.objects.filter(shift=shift)
    line = list(rows.in_line().values_list("volunteer__user", flat=True))
    return {
        "taken": Shift.objects.get(pk=shift).taken,
        "confirmed": rows.confirmed().count(),
        "waiting": len(line),
        "line": line,
        "people": rows.values("volunteer").distinct().count(),
        "in_order": rows.confirmed().latest("queued_at").queued_at <= rows.in_line().first().queued_at,
    }


if __name__ == "__main__":
    import django

    django.setup()
    what, *numbers = sys.argv[1:]
    print(json.dumps({"people": people, "surge": surge, "outcome": outcome}[what](*map(int, numbers))))  # noqa: T201
