"""A process is killed in the middle of its work; what is done again afterwards loses nothing and doubles nothing."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from office.models import Message
from tests.volunteers.conftest import prove, sign_up
from tests.volunteers.test_sync import send
from volunteers import passes
from volunteers.models import Proof, ServiceRecord
from volunteers.tasks import settle_shifts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 24


@pytest.fixture
def start():
    """`start("-m", "granian", …)`: a Python process on the test's own database, in a group of its own."""
    database = re.sub(r"/[^/?]+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["OWNER_DATABASE_URL"])
    environment = {
        **os.environ, "DATABASE_URL": database, "DEBUG": "1", "SECRET_KEY": settings.SECRET_KEY,
        "SEAL_KEYS": ",".join(settings.SEAL_KEYS), "LOOKUP_KEY": settings.LOOKUP_KEY,
        "DJANGO_SETTINGS_MODULE": "civic.settings",
    }  # fmt: skip
    running = []

    def start(*arguments):
        running.append(
            subprocess.Popen(
                [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
        return running[-1]

    yield start
    for process in running:
        kill(process)


def kill(process):
    """-9, with its children; one that is gone already is left in peace."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_for(what, seconds=60):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "It never came."
        time.sleep(0.01)


@pytest.fixture
def full(make_shift, make_volunteer):
    """A shift that ended five hours ago, with two dozen people."""
    shift = make_shift(in_hours=-5, capacity=PEOPLE)
    return [sign_up(shift, make_volunteer(f"人{number}")) for number in range(PEOPLE)]


def ticks(full):
    return [
        {
            "id": str(uuid.uuid4()), "kind": kind, "shift": place.shift_id, "volunteer": place.volunteer_id,
            "device_at": at.isoformat(),
        }
        for place in full
        for kind, at in (("tick_in", place.starts_at), ("tick_out", place.ends_at))
    ]  # fmt: skip


def test_web_killed_in_the_middle_of_a_batch(start, full, leader):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = start("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                "--no-ws", "civic.wsgi:application")  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    wait_for(lambda: answers(address + "/health/"))
    items = ticks(full)
    body = {"pass": passes.issue(leader.user), "device_now": timezone.now().isoformat(), "items": items}
    sender = start("-c", SENDER, address + reverse("volunteer_sync"), json.dumps(body))
    wait_for(lambda: Proof.objects.count() > 5)
    kill(web)
    sender.wait(timeout=30)
    wait_for(nobody_writes)
    assert 5 < Proof.objects.count() < 2 * PEOPLE
    for _time in range(2):
        send(leader.user, *items)
    assert (Proof.objects.count(), ServiceRecord.objects.count()) == (2 * PEOPLE, PEOPLE)
    assert set(ServiceRecord.objects.values_list("state", "minutes")) == {("confirmed", 120)}
    assert {str(pk) for pk in Proof.objects.values_list("pk", flat=True)} == {item["id"] for item in items}


SENDER = """
import sys, urllib.request
headers = {"Content-Type": "application/json"}
urllib.request.urlopen(urllib.request.Request(sys.argv[1], sys.argv[2].encode(), headers)).read()
"""


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False


def nobody_writes():
    """What the killed process had begun has been rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle'"
        )
        return cursor.fetchone() == (0,)


def test_worker_killed_while_it_settles(start, full, leader):
    for place in full:
        prove(place, "in", place.starts_at, leader.user)
    Proof.objects.update(received_at=timezone.now() - timedelta(hours=4))
    worker = start("-c", "import django; django.setup(); from volunteers.tasks import settle_shifts; settle_shifts()")
    wait_for(lambda: ServiceRecord.objects.count() > 3)
    kill(worker)
    wait_for(nobody_writes)
    assert 3 < ServiceRecord.objects.count() < PEOPLE
    for _time in range(2):
        settle_shifts()
    assert ServiceRecord.objects.count() == PEOPLE
    assert Message.objects.filter(url__contains="/left/").count() == PEOPLE
