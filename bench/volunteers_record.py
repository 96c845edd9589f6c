"""Writes down the statements of one self-report. Runs with the bench database.

`python -m bench.volunteers_record FILE` prints what is needed to send more of them, as JSON.
"""

import json
import sys
import uuid
from datetime import timedelta

from bench.recorder import recording, session_of

ADDRESS = "/volunteer/my/hours/report/"


def report(file: str) -> dict:
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from accounts.models import User
    from volunteers.models import Organization, ServiceRecord

    token = uuid.uuid4()
    form = {
        "organization": Organization.objects.get(name="西门书香志愿服务队").pk, "title": "整理期刊架",
        "category": "reading", "content": "把旧期刊按年份排好。",
        "place_name": "西门驿站", "person_in_charge": "江领队",
        "day": str(timezone.localdate() - timedelta(days=1)), "begins": "19:00", "ends": "20:30",
    }  # fmt: skip
    cookie = session_of(User.objects.with_phone("13800000001").get())
    with recording() as recorder:
        # Once before, so that what is remembered is.
        for one in (uuid.uuid4(), token):
            recorder.statements.clear()
            client = Client(headers={"cookie": cookie})
            answer = client.post(ADDRESS, {**form, "token": str(one)})
            assert answer.status_code == 302, answer.content.decode()[:2000]
    recorder.note_key('INSERT INTO "volunteers_service"', ServiceRecord.objects.latest("pk").service_id)
    recorder.write(file, made=[token])
    return {"cookie": cookie, "form": form, "queries": recorder.told(), "csrf_cookie": settings.CSRF_COOKIE_NAME}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(report(sys.argv[1])))  # noqa: T201
