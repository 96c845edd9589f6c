"""Feeds that stand whatever a text holds: one character that XML cannot hold would take them down for everybody."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed

from lib.text import one_line


class AtomFeed(Atom1Feed):
    """Entries are cleaned once more on the way out."""

    def add_item(self, title: str, link: str, description: str, **kwargs: Any) -> None:
        super().add_item(one_line(title), link, one_line(description), **kwargs)
