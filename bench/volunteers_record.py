"""Writes down the statements of one request of the portal, for `bench.replay`. Runs with the bench database.

`report FILE` for a self-report; `sign_up FILE SHIFT COUNT` for one sign-up of the surge. Prints JSON.
"""

import json
import pickle
import re
import sys
import uuid
from datetime import timedelta


class Recorder:
    """An execute wrapper. Keeps each statement with the key that it returned, for those that insert."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        self.statements.append([sql, params, None])
        return answer


def session_of(cookie: str) -> str:
    return cookie.partition("=")[2]


def people_of(users: list, cookies: list[str], first) -> dict:
    """For each session: what to put in the place of the recorded person's session, account and registration."""
    recorded, recorded_cookie = first
    return {
        session_of(cookie): {
            session_of(recorded_cookie): session_of(cookie),
            recorded.pk: user.pk,
            recorded.volunteer.pk: user.volunteer.pk,
        }
        for user, cookie in zip(users, cookies, strict=True)
    }


def record(user, path: str, form: dict) -> tuple[str, list]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    client = Client()
    client.force_login(user)
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        answer = client.post(path, form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return cookie, recorder.statements


def report(file: str) -> dict:
    from django.conf import settings
    from django.utils import timezone

    from accounts.models import User
    from volunteers.models import Organization, ServiceRecord

    user = User.objects.with_phone("13800000001").get()
    token = uuid.uuid4()
    form = {
        "organization": Organization.objects.get(name="西门书香志愿服务队").pk, "title": "整理期刊架",
        "category": "reading", "content": "把旧期刊按年份排好。",
        "place_name": "西门驿站", "person_in_charge": "江领队",
        "day": str(timezone.localdate() - timedelta(days=1)), "begins": "19:00", "ends": "20:30",
    }  # fmt: skip
    cookie, statements = record(user, "/volunteer/my/hours/report/", {**form, "token": str(token)})
    made = ServiceRecord.objects.latest("pk")
    for statement in statements:
        if 'INSERT INTO "volunteers_service"' in statement[0]:
            statement[2] = made.service_id
    _keep(file, token, statements, {session_of(cookie): {}})
    return {
        "cookie": cookie, "form": form, "queries": [re.sub(r"\s+", " ", sql)[:70] for sql, _p, _r in statements],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }  # fmt: skip


def sign_up(file: str, shift: str, count: str) -> dict:
    from accounts.models import User
    from bench.volunteers_cast import cookie_of

    users = User.objects.filter(volunteer__state="active", identity__is_minor_until=None).select_related("volunteer")
    first, *crowd = users.order_by("-pk")[3000 : 3001 + int(count)]
    cookie, statements = record(first, f"/volunteer/shifts/{shift}/sign-up/", {"risk_told": "on"})
    cookies = [cookie_of(user) for user in crowd]
    _keep(file, uuid.uuid4(), statements, people_of(crowd, cookies, (first, cookie)))
    return {"cookies": cookies, "queries": [re.sub(r"\s+", " ", sql)[:70] for sql, _p, _r in statements]}


def _keep(file: str, token: uuid.UUID, statements: list, people: dict) -> None:
    with open(file, "wb") as out:
        pickle.dump({"token": token, "statements": statements, "people": people}, out)


if __name__ == "__main__":
    import django

    django.setup()
    what, *words = sys.argv[1:]
    print(json.dumps({"report": report, "sign_up": sign_up}[what](*words)))  # noqa: T201
