import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lib.modes import COOKIE, Mode, changed, read_mode, remember, safe_next


def request_with(cookie: str = "", **query):
    request = RequestFactory().get("/mode/", query)
    if cookie:
        request.COOKIES[COOKIE] = cookie
    return request


@pytest.mark.parametrize(
    ("cookie", "mode"),
    [
        ("", Mode()),
        ("elder.dark", Mode(elder=True, theme="dark")),
        ("plain.light", Mode(theme="light")),
        ("elder", Mode()),
        ("elder.pink", Mode()),
        ("elder.dark; x" * 100, Mode()),
    ],
)
def test_only_known_modes_are_read(cookie, mode):
    assert read_mode(request_with(cookie)) == mode


def test_change_leaves_the_rest():
    mode = Mode(elder=True, theme="dark")
    assert changed(mode, elder=None, theme="light") == Mode(elder=True, theme="light")
    assert changed(mode, elder="0", theme=None) == Mode(theme="dark")
    assert changed(mode, elder="yes", theme="pink") == mode


def test_cookie_lasts_a_year_and_stays_here():
    response = HttpResponse()
    remember(response, Mode(elder=True))
    morsel = response.cookies[COOKIE]
    assert (morsel.value, morsel["max-age"], morsel["samesite"]) == ("elder.auto", 31_536_000, "Lax")
    assert morsel["httponly"]


@pytest.mark.parametrize("path", ["/figures/", "/en/search/?q=公园&page=2"])
def test_way_back_is_a_path_of_this_site(path):
    assert safe_next(request_with(next=path), "/") == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http://testserver/",
        "figures/",
        "\t//evil.example",
        "",
    ],
)
def test_way_back_never_leads_elsewhere(elsewhere):
    assert safe_next(request_with(next=elsewhere), "/home/") == "/home/"
