"""The portal, with an edit before each request: nothing that read parks or places can come from a store.

`marked` says that the tables were written, as any edit does, and changes nothing; `mark_alone` does the same and
answers as the bare view does: what the telling itself costs, which is the editor's and not the page's. `edited` gives
the park that the request names another English name, in a connection of its own; no two names are the same, so nothing
that shows it was ever drawn before. `edit_alone` does the same and answers as the bare view does: what the edit costs.
"""

import os
from functools import cache
from itertools import count

import environ
import psycopg2
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from civic.wsgi import application as portal
from lib.pages import store

EDITED = ("parks_park", "places_place")
numbers = count(1)


def marked(env, start_response):
    store.mark(EDITED)
    return portal(env, start_response)


def edited(env, start_response):
    edit(env.get("HTTP_X_PARK"))
    return portal(env, start_response)


def mark_alone(env, start_response):
    store.mark(EDITED)
    return bare(env, start_response)


def edit_alone(env, start_response):
    edit(env.get("HTTP_X_PARK"))
    return bare(env, start_response)


def bare(env, start_response):
    WSGIRequest(env)
    response = HttpResponse("港", content_type="text/plain; charset=utf-8")
    start_response("200 OK", list(response.items()))
    return response


def edit(park: str | None) -> None:
    """Without a park, as when the server is asked whether it is up, nothing."""
    if park is None:
        return
    with editor().cursor() as cursor:
        cursor.execute("UPDATE places_place SET name_en = %s WHERE id = %s", [f"Edited Park {next(numbers)}", park])
    store.mark(EDITED)


@cache
def editor():
    """Beside the connection that pages are made with.

    It does not wait for the disk: an editor does that in a process of their own, and this one would come back from its
    sleep to the page with its caches cold.
    """
    conf = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(
        dbname=conf["NAME"],
        user=conf["USER"],
        password=conf["PASSWORD"] or None,
        host=conf["HOST"] or None,
        port=conf["PORT"] or None,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    return connection
