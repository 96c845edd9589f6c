"""The reader's mode: elder and dark. One cookie, set by a plain link, known to the page cache by its key."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "mode"
YEAR = 365 * 24 * 60 * 60


class Mode(NamedTuple):
    """`theme` is auto (the device decides), light or dark."""

    elder: bool = False
    theme: str = "auto"

    @property
    def key(self) -> str:
        return f"{'elder' if self.elder else 'plain'}.{self.theme}"


THEMES = ("auto", "light", "dark")
MODES = {Mode(elder, theme).key: Mode(elder, theme) for elder in (False, True) for theme in THEMES}


def read_mode(request: HttpRequest) -> Mode:
    """Anything but a known value is the default, so that the cookie cannot blow up the page cache."""
    return MODES.get(request.COOKIES.get(COOKIE, ""), Mode())


def changed(mode: Mode, *, elder: str | None, theme: str | None) -> Mode:
    """The mode after a link's `elder=1` or `theme=dark`; what is not known stays as it was."""
    if elder in ("0", "1"):
        mode = mode._replace(elder=elder == "1")
    if theme in THEMES:
        mode = mode._replace(theme=theme)
    return mode


def remember(response: HttpResponse, mode: Mode) -> None:
    response.set_cookie(
        COOKIE,
        mode.key,
        max_age=YEAR,
        path=settings.FORCE_SCRIPT_NAME or "/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the reader came from, if that is a path of this site."""
    wanted = request.GET.get("next", "")
    # A path alone: a full address, even of this host, could change the scheme.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return default


class ModeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.mode = read_mode(request)
        return self.get_response(request)


def mode(request: HttpRequest) -> dict:
    """For templates; answers that stand outside the middleware read the cookie themselves."""
    return {"mode": getattr(request, "mode", None) or read_mode(request)}
