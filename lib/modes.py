"""The reader's mode: elder and dark. One cookie, set by a plain link, known to the page cache by its key."""

from typing import NamedTuple

COOKIE = "mode"


class Mode(NamedTuple):
    """`theme` is auto (the device decides), light or dark."""

    elder: bool = False
    theme: str = "auto"

    @property
    def key(self) -> str:
        return f"{'elder' if self.elder else 'plain'}.{self.theme}"


THEMES = ("auto", "light", "dark")
MODES = {Mode(elder, theme).key: Mode(elder, theme) for elder in (False, True) for theme in THEMES}


def read_mode(request) -> Mode:
    """Anything but a known value is the default, so that the cookie cannot blow up the page cache."""
    return MODES.get(request.COOKIES.get(COOKIE, ""), Mode())


class ModeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.mode = read_mode(request)
        return self.get_response(request)


def mode(request) -> dict:
    return {"mode": getattr(request, "mode", Mode())}
