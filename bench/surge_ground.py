"""Plants who presses at eight o'clock: volunteers with open sessions, one shift for each scene. Runs inside Django.

`python -m bench.surge_ground PEOPLE PLACES FILE` writes what the presses need into FILE.
"""

import json
import secrets
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.gis.geos import Point  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.middleware import LIMIT, SEEN  # noqa: E402
from accounts.models import Identity, User  # noqa: E402
from accounts.sessions import SessionStore  # noqa: E402
from places.models import Region  # noqa: E402
from volunteers.models import Activity, Organization, Shift, Volunteer  # noqa: E402

BACKEND = "django.contrib.auth.backends.ModelBackend"


def people(count: int, region: Region) -> list[Volunteer]:
    before = User.objects.count()
    users = [User(username=f"surge-{before + number}", password="!") for number in range(count)]
    users = User.objects.bulk_create(users, batch_size=500)
    Identity.objects.bulk_create(
        [
            Identity(
                user=user,
                name="量测员",
                document_type="passport",
                document=f"E{before + number:08d}",
                birth_date="1990-01-01",
            )
            for number, user in enumerate(users)
        ],
        batch_size=500,
    )
    rows = [Volunteer(user=user, number=f"9{before + number:012d}", region=region) for number, user in enumerate(users)]
    return Volunteer.objects.bulk_create(rows, batch_size=500)


def sessions(volunteers: list[Volunteer]) -> list[str]:
    """As after a page was looked at: signed in, and seen a moment ago."""
    store, keys, rows = SessionStore(), [], []
    for volunteer in volunteers:
        data = {
            SESSION_KEY: str(volunteer.user_id),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: volunteer.user.get_session_auth_hash(),
            SEEN: int(time.time()) + 600,
            LIMIT: settings.RESIDENT_IDLE_SECONDS,
        }
        keys.append(secrets.token_hex(16))
        expires = timezone.now() + timedelta(hours=2)
        rows.append(Session(session_key=keys[-1], session_data=store.encode(data), expire_date=expires))
    Session.objects.bulk_create(rows, batch_size=500)
    return keys


def shift(region: Region, places: int) -> Shift:
    organization, _is_new = Organization.objects.get_or_create(
        name="量测志愿者协会", kind="charity", uscc="51320582MJ00000009", region=region, state="approved"
    )
    activity = Activity.objects.create(
        organization=organization, title="八点开抢", category="event", content="赛会服务。", place_name="体育中心",
        region=region, point=Point(120.555, 31.875, srid=4326), person_in_charge="量测", risk_notice="没有特别的风险。",
        state="open",
    )  # fmt: skip
    begins = timezone.now() + timedelta(days=3)
    ends = begins + timedelta(hours=2)
    return Shift.objects.create(
        activity=activity, starts_at=begins, ends_at=ends, capacity=places, closes_at=begins, withdraw_until=begins
    )


def main(count: int, places: int, file: str) -> None:
    named = {"name": "量测市", "level": Region.Level.CITY}
    region, _is_new = Region.objects.get_or_create(code=settings.CITY_CODE, defaults=named)
    volunteers = people(count, region)
    made = shift(region, places)
    Path(file).write_text(
        json.dumps(
            {
                "shift": made.pk,
                "volunteers": [volunteer.pk for volunteer in volunteers],
                "accounts": [volunteer.user_id for volunteer in volunteers],
                "sessions": sessions(volunteers),
                "cookie": settings.SESSION_COOKIE_NAME,
                "csrf_cookie": settings.CSRF_COOKIE_NAME,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
