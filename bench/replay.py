"""The yardstick of what writes: a Django project with one view that runs the statements which the portal ran.

`REPLAY` names the file that `bench.volunteers_record` wrote. What belongs to one request (session, person, form token,
keys that the database gave) is put in anew for each.
"""

import os
import pickle
import uuid
from http.cookies import SimpleCookie

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    DATABASES={"default": {**environ.Env.db_url_config(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": 600}},
    USE_TZ=True,
)
with open(os.environ["REPLAY"], "rb") as file:
    RECORDED = pickle.load(file)


def replay(request):
    cookie = SimpleCookie(request.headers.get("Cookie", ""))
    put = dict(RECORDED["people"].get(cookie["sessionid"].value if "sessionid" in cookie else "", {}))
    token = uuid.uuid4()
    put |= {RECORDED["token"]: token, str(RECORDED["token"]): str(token)}
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params, returned in RECORDED["statements"]:
            cursor.execute(sql, [put.get(one, one) if _plain(one) else one for one in params or ()] or None)
            if cursor.description:
                rows = cursor.fetchall()
                if returned is not None and rows:
                    put[returned] = rows[0][0]
    return HttpResponse("港", content_type="text/plain; charset=utf-8")


def _plain(value) -> bool:
    return isinstance(value, (str, int, uuid.UUID))


urlpatterns = [path("<path:rest>", lambda request, rest: replay(request)), path("", replay)]
application = get_wsgi_application()
