"""The short way of signed-in pages: the same page as the long way gives, to nobody else, or nothing."""

import re
import time

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.middleware import SEEN
from lib import pages
from lib.drawing import drawings
from lib.pages import http, personal
from tests.civic.test_short_way import said
from tests.volunteers.conftest import sign_up
from tests.volunteers.test_my_hours import report
from volunteers.actions import decisions

pytestmark = pytest.mark.django_db
HOURS, TODAY = "/volunteer/my/hours/", "/volunteer/today/"
PAGES = [HOURS, TODAY, f"{HOURS}?state=pending", f"{HOURS}?year=2026&state=confirmed"]
COOKIE = configured.SESSION_COOKIE_NAME


@pytest.fixture
def ways(monkeypatch):
    """The statuses of what the personal way gave; None where it gave nothing."""
    taken = []

    def watched():
        way = personal.personal_way()

        def walk(request):
            response = way(request)
            taken.append(response and response.status_code)
            return response

        return walk

    monkeypatch.setattr(http, "personal_way", watched)
    return taken


@pytest.fixture
def long_client(monkeypatch):
    """Answers everything on the long way."""
    monkeypatch.setattr(http, "personal_way", lambda: lambda request: None)
    client = Client()
    client.get("/offline/")
    monkeypatch.undo()
    return client


@pytest.fixture
def me(client, volunteer):
    return signed_in(client, volunteer.user)


def signed_in(client, user) -> Client:
    """Seen a moment ago, as whoever leafs through pages is."""
    client.force_login(user)
    session = client.session
    session[SEEN], session["idle_limit"] = int(time.time()), configured.RESIDENT_IDLE_SECONDS
    session.save()
    return client


def change(client, **values) -> None:
    session = client.session
    for name, value in values.items():
        session[name] = value
    session.save()


@pytest.fixture
def lived(volunteer, make_record, make_shift, leader):
    """Records, and a shift that is on."""
    decisions.confirm(record=make_record(minutes=150), by=leader.user)
    make_record(minutes=119, days_ago=2)
    running = make_shift(in_hours=-1, hours=3)
    sign_up(running, volunteer)
    return running


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("cookie", ["", "mode=elder.dark"])
@pytest.mark.parametrize("address", PAGES)
def test_both_ways_say_the_same(
    long_client, ways, me, lived, site_identity, address, cookie, language, volunteer, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    signed_in(me, volunteer.user)
    signed_in(long_client, volunteer.user)
    for client in (me, long_client):
        client.cookies.load(cookie)
    # Twice, so that a frame which is known by now is filled once.
    for _time in range(2):
        short, long = said(me, f"{language}{address}"), said(long_client, f"{language}{address}")
        assert short == long
    assert ways[-2:] == [200, 200]


@pytest.mark.parametrize("address", [HOURS, TODAY])
def test_everybody_gets_their_own(ways, me, lived, make_volunteer, address):
    other = make_volunteer("李别人")
    they = signed_in(Client(), other.user)
    mine, theirs = me.get(address), they.get(address)
    assert ways == [200, 200]
    assert "周末书屋整理" in mine.content.decode()
    assert "周末书屋整理" not in theirs.content.decode()
    assert me.get(address).content == mine.content
    for page in (mine, theirs):
        assert "no-store" in page["Cache-Control"]
        assert "Cookie" in page["Vary"]


def test_nothing_of_a_person_is_kept(me, lived, volunteer, make_record):
    """Neither pages nor the drawings that others are filled from."""
    drawings.forget()
    for address in (HOURS, TODAY):
        me.get(address)
    known = repr([str(value) for value in drawings._known.values()])
    assert volunteer.number not in known
    assert not re.findall(r"my/hours/\d+/", known)
    assert not pages.store.load(HOURS)[0]


@pytest.mark.parametrize("address", [HOURS, TODAY])
def test_signed_out_is_signed_out(ways, me, lived, address):
    me.get(address)
    key = me.cookies[COOKIE].value
    me.logout()
    me.cookies[COOKIE] = key
    assert me.get(address).status_code == 302
    assert ways == [200, None]


def test_another_password_ends_the_session(ways, me, volunteer):
    volunteer.user.set_password("another-long-password-1")
    volunteer.user.save()
    assert me.get(HOURS).status_code == 302
    assert ways == [None]


def test_a_closed_account_is_nobody(ways, me, volunteer):
    type(volunteer.user).objects.filter(pk=volunteer.user_id).update(is_active=False)
    assert me.get(HOURS).status_code == 302
    assert ways == [None]


def test_a_session_that_ran_out_is_none(ways, me):
    Session.objects.update(expire_date=timezone.now())
    assert me.get(HOURS).status_code == 302
    assert ways == [None]


@pytest.mark.parametrize("key", ["", "x", "abcdefghabcdefgh", "a' OR 1=1 --"])
def test_invented_sessions_are_none(ways, client, key):
    client.cookies[COOKIE] = key
    assert client.get(HOURS).status_code == 302
    assert ways == [None]


def test_who_was_idle_is_signed_out(ways, me):
    change(me, **{SEEN: int(time.time()) - configured.RESIDENT_IDLE_SECONDS - 1})
    assert me.get(HOURS).status_code == 302
    assert ways == [None]


def test_who_is_still_there_is_noted_once_a_minute(ways, me):
    change(me, **{SEEN: int(time.time()) - 61})
    assert me.get(HOURS).status_code == 200
    assert time.time() - me.session[SEEN] < 5
    assert me.get(HOURS).status_code == 200
    assert ways == [None, 200]


def test_a_message_is_shown_once(ways, me, team):
    assert me.post(f"{HOURS}report/", report(team)).status_code == 302
    assert "Your report is sent." in me.get(HOURS).content.decode()
    assert "Your report is sent." not in me.get(HOURS).content.decode()
    assert ways == [None, 200]


@pytest.mark.parametrize("address", ["/me/", "/volunteer/my/hours/report/", "/volunteer/", "/nowhere/", "/admin/"])
def test_everything_else_takes_the_long_way(ways, me, address, site_identity):
    me.get(address)
    assert ways == [None]


def test_a_broken_statement_is_answered_on_the_long_way(ways, me, monkeypatch):
    def breaks(request):
        raise RuntimeError

    monkeypatch.setattr("accounts.recognition._session_of", breaks)
    assert me.get(HOURS).status_code == 200
    assert ways == [None]
