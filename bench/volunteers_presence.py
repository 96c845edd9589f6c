"""Check-out with the leader's six digits, and an offline batch of a leader's phone, against the same statements alone.

People of the planted city stand in one shift, checked in; half of them check out at the portal, half at the bare view.
A request is asked for once only, so they are sent one by one over a kept-alive connection from here and not by `wrk`:
what sending costs is on both sides.
"""

import http.client
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from bench import ground
from bench.table import Line

FLOOR, MOST_QUERIES = 0.4, 6
CHECK_OUTS, BATCHES, IN_BATCH = 120, 6, 10


# --- within the portal's own process: who checks out, and what one check-out asks


def prepared(folder: str) -> dict:
    """Both recordings, and what is to be sent."""
    from bench.recorder import recording

    shift, leader, people = _shift_of(2 * (CHECK_OUTS + BATCHES * IN_BATCH + IN_BATCH + 1))
    take = iter(people)
    with recording() as recorder:
        one = [next(take) for _time in range(2)]
        for person in one:
            request = _check_out(shift, person)
            recorder.statements.clear()
            _send(request)
    mine, bare = ([next(take) for _time in range(CHECK_OUTS)] for _side in range(2))
    swaps = [_swap(one[1:], [person]) for person in bare]
    recorder.write(f"{folder}/check-out", made=[request["made"]], others=swaps)
    told = {"check-out": {"queries": recorder.told(), "requests": [_check_out(shift, person) for person in mine]}}
    with recording() as recorder:
        for _time in range(2):
            group = [next(take) for _place in range(IN_BATCH)]
            request = _batch(shift, leader, group)
            recorder.statements.clear()
            _send(request)
    sides = [[[next(take) for _place in range(IN_BATCH)] for _batch in range(BATCHES)] for _side in range(2)]
    recorder.write(f"{folder}/batch", made=request["made"], others=[_swap(group, other) for other in sides[1]])
    requests = [_batch(shift, leader, group) for group in sides[0]]
    told["batch"] = {"queries": recorder.told(), "requests": requests}
    for name in told:
        for request in told[name]["requests"]:
            request["made"] = None
    return told


def _shift_of(count: int) -> tuple:
    """A shift that is on, its leader, and people of the city who checked in three quarters of an hour ago."""
    import uuid
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import User
    from volunteers.actions import presence
    from volunteers.actions.proofs import Sent
    from volunteers.models import Shift, SignUp, Volunteer

    now, leader = timezone.now(), User.objects.with_phone("13800000002").get()
    known = Shift.objects.filter(activity__title="西门驿站理书与陪读").select_related("activity").latest("starts_at")
    shift = Shift.objects.create(
        activity=known.activity, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2), capacity=count,
        closes_at=now - timedelta(hours=1), withdraw_until=now - timedelta(hours=1), secret=known.secret.reveal(),
        shown_by=leader, shown_at=now - timedelta(hours=1),
    )  # fmt: skip
    leading = shift.activity.organization.memberships.values("volunteer")
    elsewhere = SignUp.objects.standing().filter(ends_at__gt=shift.starts_at).values("volunteer")
    free = Volunteer.objects.active().exclude(pk__in=leading).exclude(pk__in=elsewhere)
    grown_up = free.filter(user__identity__is_minor_until=None)
    people = []
    for volunteer in grown_up.select_related("user__identity").order_by("-pk")[:count]:
        sign_up = SignUp.objects.create(
            shift=shift, volunteer=volunteer, state=SignUp.State.CONFIRMED, starts_at=shift.starts_at,
            ends_at=shift.ends_at, queued_at=now, walked_up=True, answered_by=leader,
        )  # fmt: skip
        sent = Sent(id=uuid.uuid4(), by=leader, now=now - timedelta(minutes=45))
        presence.tick(shift=shift.pk, volunteer=volunteer.pk, kind="in", sent=sent)
        people.append((volunteer, sign_up))
    return shift, leader, people


def _swap(recorded: list, others: list) -> dict:
    put = {}
    for (volunteer, sign_up), (other, place) in zip(recorded, others, strict=True):
        put |= {volunteer.pk: other.pk, volunteer.user_id: other.user_id, sign_up.pk: place.pk}
    return put


def _check_out(shift, person: tuple) -> dict:
    import uuid

    from django.conf import settings

    from bench.recorder import session_of

    token, made = "x" * 32, uuid.uuid4()
    return {
        "path": f"/volunteer/check/{shift.pk}/", "made": made, "type": "application/x-www-form-urlencoded",
        "cookie": f"{session_of(person[0].user)}; {settings.CSRF_COOKIE_NAME}={token}",
        "secret": shift.secret.reveal(), "shift": shift.pk, "expects": 302,
        "form": {"id": str(made), "kind": "out", "csrfmiddlewaretoken": token},
    }  # fmt: skip


def _batch(shift, leader, group: list) -> dict:
    """The roster of one shift, ticked out without a signal."""
    import uuid

    from django.urls import reverse
    from django.utils import timezone

    from volunteers import passes

    now, made = timezone.now().isoformat(), [uuid.uuid4() for _person in group]
    items = [
        {"id": str(one), "kind": "tick_out", "shift": shift.pk, "device_at": now, "volunteer": volunteer.pk}
        for one, (volunteer, _place) in zip(made, group, strict=True)
    ]
    body = {"pass": passes.issue(leader), "device_now": now, "items": items}
    return {
        "path": reverse("volunteer_sync"), "made": made, "type": "application/json", "cookie": "", "expects": 200,
        "body": json.dumps(body),
    }  # fmt: skip


def _send(request: dict) -> None:
    """To the portal in this process."""
    from django.test import Client

    client = Client(headers={"cookie": request["cookie"]} if request["cookie"] else None, enforce_csrf_checks=True)
    answer = client.post(request["path"], body_of(request), content_type=request["type"])
    assert answer.status_code == request["expects"], answer.content.decode()[:2000]


# --- from outside


def body_of(request: dict) -> str:
    """The digits are those of the moment in which they are typed."""
    if "body" in request:
        return request["body"]
    from volunteers import codes

    slot = int(time.time()) // codes.SECONDS
    return urlencode({**request["form"], "digits": codes.digits_of(request["secret"], request["shift"], slot)})


def seconds_of(base: str, requests: list[dict], *, expects: int | None = None) -> float:
    """Of all of them, one after the other."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    begun = time.perf_counter()
    for request in requests:
        headers = {"Content-Type": request["type"], "Cookie": request["cookie"]}
        connection.request("POST", request["path"], body_of(request), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != (expects or request["expects"]):
            raise RuntimeError(f"{request['path']}: {answer.status} {body[:500]!r}")
        if request["path"].endswith("sync/") and not expects:
            states = {one["state"] for one in json.loads(body)["answers"]}
            assert states == {"kept"}, body
    return time.perf_counter() - begun


def lines() -> Iterator[Line]:
    from bench.volunteers_pages import cast

    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        told = cast(folder, module="bench.volunteers_presence")
        for name, each in (("check-out", 1), ("batch", IN_BATCH)):
            with (
                ground.server("bench.replay:application", REPLAY=f"{folder}/{name}") as bare,
                ground.server("civic.wsgi:application") as portal,
            ):
                requests, queries = told[name]["requests"], told[name]["queries"]
                theirs = seconds_of(bare, requests, expects=200)
                ours = seconds_of(portal, requests)
            most, count = MOST_QUERIES * each, len(requests) * each
            yield Line(
                what="a check-out by six digits" if each == 1 else f"an offline batch of {each}",
                ours=f"{count / ours:,.0f}/s", against=f"{count / theirs:,.0f}/s", ratio=theirs / ours,
                beside=f"{len(queries)} queries", asked=f"at least {FLOOR}, at most {most} queries",
                is_met=theirs / ours >= FLOOR and len(queries) <= most, note="; ".join(queries) if each == 1 else "",
                cost=1000 * ours / count,
            )  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(prepared(sys.argv[1]), default=str))  # noqa: T201
