"""A real server keeps its database connections, and survives losing them."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
GRANIAN = Path(sys.executable).with_name("granian")


@pytest.fixture
def server():
    """granian with one thread on the test database; yields a function that gets a page made anew."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    head, _, _name = os.environ["OWNER_DATABASE_URL"].rpartition("/")
    process = subprocess.Popen(
        [GRANIAN, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
         "--blocking-threads", "1", "--log-level", "error", "civic.wsgi:application"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"{head}/{connection.settings_dict['NAME']}", "DEBUG": "1"},
    )  # fmt: skip
    try:
        yield lambda: _get(f"http://127.0.0.1:{port}/figures/?anew=1")
    finally:
        process.terminate()
        process.wait(timeout=20)


def _get(url: str) -> int:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def backends() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def test_connections_are_kept_and_replaced_when_lost(server, site_identity):
    others = backends()
    assert {server() for _request in range(6)} == {200}
    kept = backends() - others
    assert len(kept) == 1
    assert {server() for _request in range(20)} == {200}
    assert backends() - others == kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [list(kept)])
    assert {server() for _request in range(6)} == {200}
    assert not backends() & kept
