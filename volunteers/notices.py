"""Notices to people about what they signed up for, in the inbox; in the site's first language, like all notices."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy

from office.actions import tell
from volunteers.models import Shift


def notify(users: Iterable[int], sentence: Any, *, view: str, args: tuple = (), **values: Any) -> None:
    """`sentence` is lazy and names its `values` in braces; `view` is the page that the notice opens."""
    with translation.override(settings.LANGUAGE_CODE):
        url = reverse(view, args=args)
    tell(users=users, text=format_lazy(sentence, **values), url=url)


def when(shift: Shift) -> str:
    """The day and the hours, the same in every language."""
    starts_at, ends_at = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return f"{starts_at:%Y-%m-%d %H:%M}–{ends_at:%H:%M}"
