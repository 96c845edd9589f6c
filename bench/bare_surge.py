"""The yardstick of the surge: one view that runs the statements of a sign-up and nothing else, on the same server."""

import os

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    USE_TZ=True,
    DATABASES={
        "default": {
            **environ.Env.db_url_config(os.environ["DATABASE_URL"]),
            "ENGINE": "django.db.backends.postgresql",
            "CONN_MAX_AGE": 600,
        }
    },
)

LOOK = "SELECT state FROM volunteers_signup WHERE shift_id = %s AND volunteer_id = %s"
READ = "SELECT closes_at, is_cancelled FROM volunteers_shift WHERE id = %s"
LOCK = "SELECT capacity, taken, starts_at, ends_at FROM volunteers_shift WHERE id = %s FOR NO KEY UPDATE"
TAKE = """
    INSERT INTO volunteers_signup (shift_id, volunteer_id, companions, state, starts_at, ends_at, queued_at,
        risk_told_at, walked_up, reason, created_at)
    VALUES (%s, %s, 0, %s, %s, %s, clock_timestamp(), now(), false, '', now())
    ON CONFLICT DO NOTHING
"""


def take(request):
    from django.db import connection, transaction

    shift, volunteer = request.POST["shift"], request.POST["volunteer"]
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [shift, volunteer])
        if found := cursor.fetchone():
            return HttpResponse(found[0])
        cursor.execute(READ, [shift])
        with transaction.atomic():
            cursor.execute(LOCK, [shift])
            capacity, taken, starts_at, ends_at = cursor.fetchone()
            state = "confirmed" if taken < capacity else "waiting"
            cursor.execute(TAKE, [shift, volunteer, state, starts_at, ends_at])
    return HttpResponse(state)


urlpatterns = [path("", take)]
application = get_wsgi_application()
