"""The staff's and the leader's lists at the full city: database time against the same question in plain SQL with LIMIT.

Runs in a process of its own with the bench database: `python -m bench.volunteers_desk`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from bench import ground
from bench.table import Line

MOST_TIMES, MOST_MB, MOST_KB, MOST_GROWTH = 2.0, 20, 150, 1.2
PEOPLE = """
    SELECT v.id, v.number, v.state, v.registered_at, u.display_name, u.phone, i.name, r.name, r.name_en
    FROM volunteers_volunteer v JOIN accounts_user u ON u.id = v.user_id JOIN places_region r ON r.id = v.region_id
    LEFT JOIN accounts_identity i ON i.user_id = u.id
    WHERE r.code LIKE '320582%%' {where} ORDER BY v.id DESC LIMIT 51
"""
RECORDS = """
    SELECT t.*, v.number, o.name, s.title FROM volunteers_servicerecord t
    JOIN volunteers_volunteer v ON v.id = t.volunteer_id JOIN volunteers_organization o ON o.id = t.organization_id
    JOIN volunteers_service s ON s.id = t.service_id JOIN places_region r ON r.id = o.region_id
    WHERE r.code LIKE '320582%%' {where} ORDER BY t.id DESC LIMIT 51
"""
TOTALS = """
    SELECT t.minutes, t.records, v.number, u.display_name, i.name FROM volunteers_servicetotal t
    JOIN volunteers_volunteer v ON v.id = t.volunteer_id JOIN accounts_user u ON u.id = v.user_id
    LEFT JOIN accounts_identity i ON i.user_id = u.id JOIN places_region r ON r.id = v.region_id
    WHERE t.year = 0 AND r.code LIKE '320582%%' ORDER BY t.volunteer_id LIMIT 51
"""
ROSTER = """
    SELECT s.id, s.companions, s.state, v.number, u.display_name, i.name, p.kind, p.at, p.way, r.minutes, r.state
    FROM volunteers_signup s JOIN volunteers_volunteer v ON v.id = s.volunteer_id
    JOIN accounts_user u ON u.id = v.user_id LEFT JOIN accounts_identity i ON i.user_id = u.id
    LEFT JOIN volunteers_proof p ON p.sign_up_id = s.id LEFT JOIN volunteers_servicerecord r
      ON r.sign_up_id = s.id AND r.replaces_id IS NULL AND r.state NOT IN ('rejected', 'void')
    WHERE s.shift_id = {shift} AND s.state = 'confirmed' ORDER BY s.queued_at LIMIT 200
"""


def pages() -> list[tuple[str, str, str, str]]:
    """Name, who looks, address, and the plain question."""
    from django.urls import reverse

    from lib.sealed import lookup_of
    from volunteers.models import Shift, Volunteer

    people, records, totals = (
        reverse(f"admin:volunteers_{name}_changelist") for name in ("volunteer", "servicerecord", "servicetotal")
    )
    # Those who press in `surge` all have one name.
    known = Volunteer.objects.exclude(user__username__startswith="surge-").select_related("user__identity")
    last = known.latest("pk")
    name = last.user.identity.name.reveal()
    # Of the sample's size: `volunteers_presence` makes one of hundreds.
    shown = Shift.objects.filter(activity__title="西门驿站理书与陪读", sign_ups__proofs__isnull=False, taken__lt=100)
    shift = shown.latest("starts_at").pk
    named = f"AND i.name_lookup = '{lookup_of(name, kind='name')}'"
    return [
        ("leader's roster", "leader", f"/volunteer/lead/shifts/{shift}/roster/", ROSTER.format(shift=shift)),
        ("people", "office", people, PEOPLE.format(where="")),
        ("people, one state", "office", f"{people}?state__exact=active", PEOPLE.format(where="AND v.state = 'active'")),
        ("a number", "office", f"{people}?q={last.number}", PEOPLE.format(where=f"AND v.number = '{last.number}'")),
        ("a name", "office", f"{people}?q={name}", PEOPLE.format(where=named)),
        ("records", "office", records, RECORDS.format(where="")),
        (
            "records, one source", "office", f"{records}?source__exact=roster",
            RECORDS.format(where="AND t.source = 'roster'"),
        ),
        ("hours per person", "office", totals, TOTALS),
    ]  # fmt: skip


def measured(name: str, who: str, address: str, plain: str) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from bench.queries import median_ms

    user = User.objects.get(username="office") if who == "office" else User.objects.with_phone("13800000002").get()
    client = Client()
    client.force_login(user)
    client.get(address)
    before = ground.memory_mb(os.getpid())
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    grown = ground.memory_mb(os.getpid()) - before
    assert answer.status_code == 200, (address, answer.status_code)
    ours = [query["sql"] for query in queries if '"volunteers_' in query["sql"] or query["sql"].startswith("EXECUTE ")]
    with connection.cursor() as cursor:
        theirs = median_ms(cursor.cursor, plain)
        mine = sum(median_ms(cursor.cursor, sql) for sql in ours)
        slowest = max(ours, key=lambda sql: median_ms(cursor.cursor, sql))
    size = len(answer.content) / 1024
    return {
        "name": name, "queries": len(queries), "mine": mine, "theirs": theirs, "grown": grown, "size": size,
        "slowest": slowest[-400:],
    }  # fmt: skip


def measures() -> list[dict]:
    env = ground.environment(DJANGO_SETTINGS_MODULE="civic.settings", STAFF_SECOND_FACTOR="0")
    inside = [ground.PYTHON, "-m", "bench.volunteers_desk", "inside"]
    out = subprocess.run(inside, cwd=ground.ROOT, env=env, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def lines() -> Iterator[Line]:
    for one in measures():
        ratio = one["mine"] / one["theirs"]
        yield Line(
            what=one["name"], ours=f"{one['mine']:.2f} ms", against=f"{one['theirs']:.2f} ms", ratio=ratio,
            beside=f"{one['queries']} queries, {one['grown']:.1f} MB more, {one['size']:.0f} KB",
            asked=f"at most {MOST_TIMES:g} times, {MOST_MB} MB, {MOST_KB} KB",
            is_met=ratio <= MOST_TIMES and one["grown"] <= MOST_MB and one["size"] <= MOST_KB,
            note=one["slowest"] if ratio > MOST_TIMES else "", cost=one["mine"], most_growth=MOST_GROWTH,
        )  # fmt: skip


if __name__ == "__main__" and "inside" in sys.argv:
    import django

    django.setup()
    for page in pages():
        print(json.dumps(measured(*page)))  # noqa: T201
