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

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"
ACCOUNT = "SELECT * FROM accounts_user WHERE id = %s"
SHIFT = """
    SELECT s.capacity, s.taken, s.starts_at, s.ends_at, s.closes_at, s.is_cancelled, a.id, a.title, a.title_en,
      a.state, a.admission, a.members_only, a.most_companions, a.is_hazardous, a.min_age, a.max_age,
      a.required_skills, o.id, o.name, o.name_en, o.path FROM volunteers_shift s
    JOIN volunteers_activity a ON a.id = s.activity_id JOIN volunteers_organization o ON o.id = a.organization_id
    WHERE s.id = %s AND a.state <> 'draft' AND o.state IN ('approved', 'closed')
"""
REGISTRATION = """
    SELECT v.id, v.skills, v.state, i.id, i.birth_date, i.is_minor_until FROM volunteers_volunteer v
    LEFT JOIN accounts_identity i ON i.user_id = v.user_id WHERE v.user_id = %s AND v.state = 'active'
"""
LOOK = "SELECT state FROM volunteers_signup WHERE shift_id = %s AND volunteer_id = %s"
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
        for sql, key in (
            (SESSION, request.POST["session"]), (ACCOUNT, request.POST["account"]), (SHIFT, shift),
            (REGISTRATION, request.POST["account"]),
        ):  # fmt: skip
            cursor.execute(sql, [key])
            cursor.fetchall()
        cursor.execute(LOOK, [shift, volunteer])
        if found := cursor.fetchone():
            return HttpResponse(found[0])
        with transaction.atomic():
            cursor.execute(LOCK, [shift])
            capacity, taken, starts_at, ends_at = cursor.fetchone()
            state = "confirmed" if taken < capacity else "waiting"
            cursor.execute(TAKE, [shift, volunteer, state, starts_at, ends_at])
    return HttpResponse(state)


urlpatterns = [path("", take)]
application = get_wsgi_application()
