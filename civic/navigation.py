"""The ways through the site, for the bar of a desk, the tabs of a phone and the site map."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Link:
    """`label` in full; `in_bar` and `in_tabs` are its words there, empty where it is not shown."""

    section: str
    url: str
    icon: str
    label: str
    in_bar: str = ""
    in_tabs: str = ""


def navigation(request: HttpRequest) -> dict:
    """`section` is where the page stands; a view that belongs to one says so in its own context."""
    return {
        "navigation": links(get_language(), get_script_prefix()),
        "section": "",
        "source_url": settings.SOURCE_URL,
    }


@lru_cache(maxsize=16)
def links(language: str, prefix: str) -> tuple[Link, ...]:
    """The same for everyone who reads that language under that prefix."""
    ways = (
        ("home", "home", "home", _("Home"), "", _("Home")),
        ("near", "place_list", "near", _("What is near"), _("Nearby"), _("Nearby")),
        ("volunteer", "volunteering", "heart", _("Volunteering"), _("Volunteering"), _("Volunteer")),
        ("parks", "park_list", "tree", _("Pocket parks"), _("Pocket parks"), _("Parks")),
        ("shop", "shop_home", "shop", _("Shop and fund"), _("Shop and fund"), ""),
        ("coverage", "coverage", "clock", _("The ten-minute circle"), _("Ten minutes"), ""),
        ("figures", "figures", "list", _("The city in figures"), _("Figures"), ""),
        ("notices", "notice_list", "speak", _("Public notices"), "", ""),
        ("search", "search", "search", _("Search"), _("Search"), ""),
        ("me", "me", "person", _("My page"), _("My page"), _("Me")),
    )
    return tuple(Link(section, reverse(name), *rest) for section, name, *rest in ways)
