"""The short way gives the same page as the long way, or nothing."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from civic import urls as city
from lib import pages
from lib.pages import http, short
from lib.refusals import Refused

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/parks/", "/parks/?open=1", "/parks/?view=map", "/parks/?lon=120.555&lat=31.875", "/parks/{park}/",
    "/parks/feed/", "/places/", "/places/?kind=park", "/places/coverage/", "/search/", "/search/?q=park", "/figures/",
    "/site-map/", "/styleguide/", "/offline/", "/manifest.webmanifest", "/privacy/", "/api/v1/",
]  # fmt: skip
MACHINES = ["/places.geojson?bbox=120.5,31.8,120.6,31.9", "/regions.geojson", "/robots.txt", "/sitemap.xml", "/sw.js"]
COOKIES = "mode=elder.dark; sessionid=abcdefghabcdefgh"
OTHERS = [
    "/parks/?page=9",
    "/parks/?lon=1",
    "/parks/?open=%00",
    "/parks/999999/",
    "/parks",
    "/nowhere/",
    "/admin/",
    "/me/",
]


@pytest.fixture
def long_client(monkeypatch):
    """Answers everything on the long way."""
    monkeypatch.setattr(http, "short_way", lambda: lambda request: None)
    client = Client()
    client.get("/offline/")
    monkeypatch.undo()
    return client


@pytest.fixture
def taken(monkeypatch):
    """The statuses of what the short way gave; None where it gave nothing."""
    ways = []

    def watched():
        way = short.short_way()

        def walk(request):
            response = way(request)
            ways.append(response and response.status_code)
            return response

        return walk

    monkeypatch.setattr(http, "short_way", watched)
    return ways


def said(client, address, **headers):
    """Everything that reaches the browser, made anew. The order in which a policy names its directives is chance."""
    pages.store.forget()
    response = client.get(address, headers=headers)
    names = dict(response.items())
    for name, joint in (("Content-Security-Policy", "; "), ("Vary", ", ")):
        names[name] = sorted(names.get(name, "").split(joint))
    return response.status_code, names, response.cookies.output(), response.content


@pytest.mark.parametrize("headers", [{}, {"cookie": COOKIES}, {"accept-language": "en"}])
@pytest.mark.parametrize("address", [*PAGES, *("/en" + page for page in PAGES), *MACHINES, *OTHERS])
def test_both_ways_say_the_same(client, long_client, park, site_identity, notice, address, headers, time_machine):
    time_machine.move_to("2026-11-25T12:00:00+08:00", tick=False)
    address = address.format(park=park.pk)
    assert said(client, address, **headers) == said(long_client, address, **headers)


@pytest.mark.parametrize("address", [*PAGES, *("/en" + page for page in PAGES), *MACHINES])
def test_public_pages_take_the_short_way(taken, client, park, site_identity, notice, address):
    client.get(address.format(park=park.pk))
    assert taken == [200]


@pytest.mark.parametrize("address", OTHERS)
def test_everything_else_takes_the_long_way(taken, client, park, address):
    client.get(address)
    assert taken == [None]


def test_what_is_sent_in_takes_the_long_way(taken, client, park):
    client.post(f"/places/{park.pk}/feedback/", {})
    assert taken == []


def test_htmx_gets_its_fragment(client, park):
    assert "<html" not in client.get("/parks/", headers={"HX-Request": "true"}).content.decode()


def test_staff_who_are_signed_in_get_everyones_page_and_keep_their_session(client, editor, park, taken):
    everyones = client.get("/parks/").content
    pages.store.forget()
    client.force_login(editor)
    before = dict(client.session.items())
    response = client.get("/parks/")
    assert (response.content, response.cookies.output()) == (everyones, "")
    assert dict(client.session.items()) == before
    assert taken == [200, 200]


def test_invented_host_is_refused(client, park, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/parks/", headers={"host": "elsewhere.example"}).status_code == 400


def test_https_is_asked_for(client, park, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/parks/").status_code == 301


@pages.public_page()
def refuses(request):
    raise Refused("This is not to be had now.")


@pages.public_page()
def looks_at_the_reader(request):
    return HttpResponse(str(request.user))


urlpatterns = [path("refuses/", refuses), path("reader/", looks_at_the_reader), *city.urlpatterns]


def test_refusal_of_a_public_page_is_a_sentence(client, settings, site_identity):
    settings.ROOT_URLCONF = __name__
    response = client.get("/refuses/")
    assert response.status_code == 409
    assert "This is not to be had now." in response.content.decode()


def test_view_that_needs_more_than_the_short_way_has_is_answered_all_the_same(client, settings, taken):
    settings.ROOT_URLCONF = __name__
    assert client.get("/reader/").content == b"AnonymousUser"
    assert taken == [None]


def test_what_fails_on_the_short_way_alone_is_logged_once(client, settings, monkeypatch, caplog):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(short, "_told", set())
    for _request in range(2):
        assert client.get("/reader/").status_code == 200
    told = [record for record in caplog.records if record.name == "lib.pages.short"]
    assert [record.levelname for record in told] == ["WARNING"]
    assert told[0].exc_info[0] is AttributeError


def test_a_refusal_on_the_short_way_is_no_fault(client, settings, site_identity, monkeypatch, caplog):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(short, "_told", set())
    client.get("/refuses/")
    client.get("/nowhere/")
    client.get("/parks/999999/")
    assert not [record for record in caplog.records if record.name == "lib.pages.short"]


def test_short_way_follows_the_order_of_the_long_one():
    order = [
        settings.MIDDLEWARE.index(name.replace("PlainPolicyMiddleware", "PolicyMiddleware"))
        for name in settings.PUBLIC_MIDDLEWARE
    ]
    assert order == sorted(order)
