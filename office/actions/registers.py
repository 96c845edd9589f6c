"""What the office does with its own registers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from lib.text import pinyin
from office.models import Message, WorkdayOverride
from office.plans import PlanChanges, PlanDay, compare_plan
from places.models import Place
from places.querysets import PlaceQuerySet


@transaction.atomic
def keep_plan(*, year: int, days: Sequence[PlanDay], source: str) -> PlanChanges:
    """Enter a year's plan of working days. Days that it does not mention stay; taking it twice changes nothing."""
    changes = compare_plan(year, days)
    WorkdayOverride.objects.bulk_create(
        [
            WorkdayOverride(date=day.date, is_workday=day.is_workday, name=day.name, source=source)
            for day in (*changes.added, *changes.changed)
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name", "source"],
    )
    return changes


def tell(*, users: Iterable[int], text: Any, url: str = "") -> None:
    """A notice in the inbox of each of `users` (primary keys), in the site's first language."""
    with translation.override(settings.LANGUAGE_CODE):
        words = str(text)[:500]
    Message.objects.bulk_create(
        [Message(kind=Message.Kind.NOTICE, user_id=user, text=words, url=url) for user in dict.fromkeys(users)]
    )


def mark_read(*, messages: Iterable[Message], at: datetime) -> int:
    """Marking twice keeps the first time."""
    unread = Message.objects.filter(pk__in=[message.pk for message in messages], read_at__isnull=True)
    return unread.update(read_at=at)


def show_places(*, places: PlaceQuerySet) -> int:
    """Show hidden places to the public; those that are shown already stay as they are. Returns how many that were."""
    return places.filter(is_public=False).order_by().update(is_public=True, updated_at=timezone.now())


def keep_place(*, place: Place, changed: Sequence[str] | None = None) -> Place:
    """Save a place of any kind, found by sound as well. With `changed`, only those fields are written."""
    place.pinyin = pinyin(place.name)
    if changed is None:
        place.save()
    elif changed:
        place.save(update_fields=[*changed, "pinyin", "updated_at"])
    return place
