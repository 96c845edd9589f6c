import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST

from civic import errors
from civic import urls as city
from lib.refusals import Refused, TooMany

pytestmark = pytest.mark.django_db


def raises(error):
    def view(request):
        raise error

    return view


@require_POST
def accepts_post(request):
    return HttpResponse("ok")


urlpatterns = [
    path("400/", raises(SuspiciousOperation("private words"))),
    path("403/", raises(PermissionDenied("private words"))),
    path("409/", raises(Refused("This shift is full."))),
    path("429/", raises(TooMany("Too many messages. Please wait a minute.", retry_after=60))),
    path("500/", raises(RuntimeError("private words"))),
    path("api/v1/500/", raises(RuntimeError("private words"))),
    path("post/", accepts_post),
    *city.urlpatterns,
]
handler400, handler403, handler404 = errors.bad_request, errors.forbidden, errors.not_found
handler500 = errors.server_error


@pytest.fixture
def site(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


@pytest.mark.logs_errors
@pytest.mark.parametrize("status", [400, 403, 404, 409, 429])
def test_error_keeps_the_layout(site, status, site_identity):
    response = site.get(f"/{status}/")
    page = response.content.decode()
    assert response.status_code == status
    for part in ("<h1>", 'class="tabs"', site_identity.host, 'href="/search/"', f">{status}<"):
        assert part in page
    assert "private words" not in page
    assert "public" not in response.get("Cache-Control", "")
    assert response["Content-Security-Policy"]


@pytest.mark.logs_errors
def test_failure_keeps_the_layout_and_asks_no_database(site, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = site.get("/500/")
    page = response.content.decode()
    assert response.status_code == 500
    assert 'class="tabs"' in page
    assert "private words" not in page


@pytest.mark.logs_errors
@pytest.mark.parametrize(("address", "status"), [("/api/v1/500/", 500), ("/api/v1/nothing/here/", 404)])
def test_programs_get_json(site, address, status):
    response = site.get(address)
    assert response.status_code == status
    assert set(response.json()) == {"detail"}


def test_missing_page_is_not_remembered_as_missing(client):
    assert "no-store" in client.get("/nothing/")["Cache-Control"]


def test_wait_is_told(site):
    assert site.get("/429/")["Retry-After"] == "60"


def test_error_speaks_english(client):
    page = client.get("/en/nothing/").content.decode()
    assert "No such page" in page
    assert 'href="/"' in page


def test_error_page_stands_while_the_database_is_away(client, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "文明港城" in response.content.decode()


def test_expired_form_says_so():
    request = RequestFactory().post("/en/")
    assert errors.csrf_failure(request).status_code == 403


def test_sample_city_hides_the_technical_pages(client, settings):
    settings.DEBUG = settings.SAMPLE_CITY = True
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "URLconf" not in response.content.decode()
    assert client.get("/figures").status_code == 301
