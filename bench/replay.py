"""The yardstick of what writes: a Django project with one view that runs the statements which the portal ran.

`REPLAY` names the file that `bench.recorder` wrote. What belongs to one request (ids that the phone or the form made,
whose it is, keys that the database gave) is put in anew for each; transactions begin and end where they did.
"""

import os
import pickle
import uuid
from collections.abc import Iterator
from itertools import chain, groupby, repeat

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    DATABASES={
        "default": {
            **environ.Env.db_url_config(os.environ["DATABASE_URL"]),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {"options": "-c plan_cache_mode=force_generic_plan"},
        }
    },
    USE_TZ=True,
)
with open(os.environ["REPLAY"], "rb") as file:
    RECORDED = pickle.load(file)
# What to put in the place of what was recorded, request by request; nothing more where it ends.
others: Iterator[dict] = chain(RECORDED["others"], repeat({}))


def prepare(connection, **_kwargs) -> None:
    with connection.cursor() as cursor:
        for name, sql in RECORDED["prepared"].items():
            cursor.execute(f"PREPARE {name} AS {sql}")


connection_created.connect(prepare)


def replay(request):
    if request.method == "GET":
        return HttpResponse("up")
    put = {**next(others), **{made: uuid.uuid4() for made in RECORDED["made"]}}
    put |= {str(old): str(new) for old, new in put.items() if isinstance(old, uuid.UUID)}
    for is_atomic, statements in groupby(RECORDED["statements"], key=lambda statement: statement.is_atomic):
        if is_atomic:
            with transaction.atomic():
                run(statements, put)
        else:
            run(statements, put)
    return HttpResponse("港", content_type="text/plain; charset=utf-8")


def run(statements, put: dict) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(
                statement.sql, [put.get(one, one) if _plain(one) else one for one in statement.params] or None
            )
            rows = cursor.fetchall() if cursor.description else ()
            if statement.returned is not None and rows:
                put[statement.returned] = rows[0][0]


def _plain(value) -> bool:
    return isinstance(value, (str, int, uuid.UUID)) and not isinstance(value, bool)


urlpatterns = [path("<path:rest>", lambda request, rest: replay(request)), path("", replay)]
application = get_wsgi_application()
