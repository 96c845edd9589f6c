import json

import pytest
from django.conf import settings as real
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone

from civic.tasks import HEARTBEAT_KEY, heartbeat

pytestmark = pytest.mark.django_db
NAMES = {"process", "database", "broker", "worker", "disk"}


@pytest.fixture
def database_is_away(monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError("could not connect to postgis://secret@host/civic")

    monkeypatch.setattr(connection, "cursor", away)


@pytest.fixture
def broker_is_away(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"


def test_each_part_is_named(client):
    heartbeat()
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json()["ok"] is True
    assert {name for name, part in response.json()["parts"].items() if part["ok"]} == NAMES
    assert "no-store" in response["Cache-Control"]


def test_page_for_people(client):
    heartbeat()
    response = client.get("/en/health/", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert "residents can be served" in response.content.decode()


@pytest.mark.logs_errors
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_database_away_is_503_and_no_secret(client, database_is_away, accept):
    response = client.get("/en/health/", headers={"Accept": accept})
    assert response.status_code == 503
    page = response.content.decode()
    assert "secret" not in page
    assert "It does not answer." in page


def test_broker_away_is_named_but_residents_are_served(client, broker_is_away):
    assert client.get("/").status_code == 200
    response = client.get("/health/")
    assert response.status_code == 200
    page = client.get("/en/health/", headers={"Accept": "text/html"}).content.decode()
    assert "Something behind it is down" in page
    answer = json.loads(response.content)
    assert answer["ok"] is True
    parts = answer["parts"]
    assert [name for name in ("database", "broker") if not parts[name]["ok"]] == ["broker"]
    assert "nobody.sock" not in response.content.decode()


def test_worker_without_a_sign_of_life_is_named_but_not_fatal(client):
    response = client.get("/en/health/")
    assert response.status_code == 200
    assert response.json()["parts"]["worker"]["ok"] is False
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp() - 200)
    assert client.get("/en/health/").json()["parts"]["worker"]["ok"] is False


def test_full_disk_is_named(client, monkeypatch):
    usage = type("Usage", (), {"free": 1000, "total": 10**12, "used": 0})
    monkeypatch.setattr("civic.health.shutil.disk_usage", lambda path: usage)
    assert client.get("/health/").json()["parts"]["disk"]["ok"] is False


def test_nothing_about_where_and_what(client):
    text = client.get("/health/").content.decode()
    for secret in (real.REDIS_URL, str(real.BASE_DIR), "PostgreSQL", "Django"):
        assert secret not in text


def test_wrong_method(client):
    assert client.post("/health/").status_code == 405
