"""The ways through the site, for the bar of a desk, the tabs of a phone and the site map."""

from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Link(NamedTuple):
    section: str
    url: str
    icon: str
    label: str
    short: str
    in_bar: bool
    in_tabs: bool


def navigation(request: HttpRequest) -> dict:
    return {"navigation": links(get_language(), get_script_prefix())}


@lru_cache(maxsize=16)
def links(language: str, prefix: str) -> tuple[Link, ...]:
    """The same for everyone who reads that language under that prefix."""
    ways = (
        ("home", "home", "home", _("Home"), _("Home"), False, True),
        ("near", "place_list", "near", _("What is near"), _("Nearby"), True, True),
        ("parks", "park_list", "tree", _("Pocket parks"), _("Parks"), True, True),
        ("coverage", "coverage", "clock", _("Ten-minute circle"), _("Ten minutes"), True, False),
        ("figures", "figures", "list", _("The city in figures"), _("Figures"), True, False),
        ("search", "search", "search", _("Search"), _("Search"), True, True),
        ("me", "me", "person", _("My page"), _("Me"), True, True),
    )
    return tuple(Link(section, url, *rest) for section, name, *rest in ways if (url := _address(name)))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
