"""Writes down the statements of one request of the portal, for `bench.replay`. Runs with the bench database.

`python -m bench.volunteers_record FILE`: a self-report. Prints what is needed to send more of them, as JSON.
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
        self.statements.append([sql, [_bare(one) for one in params or ()], None])
        return answer


def _bare(value):
    """Words instead of members of an enumeration, which only the portal's own modules could load again."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return str(value) if isinstance(value, str) else value


def record(user, path: str, form: dict, before: dict | None = None) -> tuple[str, list]:
    """The session's cookie and the statements of sending `form`, after `before`, so that what is remembered is."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    client = Client()
    client.force_login(user)
    if before:
        client.post(path, before)
        # The page that comes next shows the message, and the session forgets it.
        client.get("/volunteer/my/hours/")
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
    cookie, statements = record(
        user, "/volunteer/my/hours/report/", {**form, "token": str(token)}, {**form, "token": str(uuid.uuid4())}
    )
    made = ServiceRecord.objects.latest("pk")
    for statement in statements:
        if 'INSERT INTO "volunteers_service"' in statement[0]:
            statement[2] = made.service_id
    with open(file, "wb") as out:
        pickle.dump({"token": token, "statements": statements}, out)
    return {
        "cookie": cookie, "form": form, "queries": [re.sub(r"\s+", " ", sql)[:70] for sql, _p, _r in statements],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(report(sys.argv[1])))  # noqa: T201
