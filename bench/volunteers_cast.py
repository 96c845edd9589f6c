"""Who looks in the volunteers' bench: their sessions and a shift. Runs with the bench database, prints JSON."""

import json


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


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(people()))  # noqa: T201
