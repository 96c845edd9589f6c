"""What waited in a phone, taken in item by item: a bad one costs the others nothing, and all may be sent again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Refused, TooMany
from volunteers import codes
from volunteers.actions import presence, walk_ups
from volunteers.actions.proofs import Outcome, Sent
from volunteers.models import ServiceRecord

# Seconds that a sending may take; a clock that is no further off is right.
ON_THE_WAY = 10


@dataclass(frozen=True)
class Item:
    """`kind` is in, out, tick_in, tick_out or walk_up. The last three are the leader's: a walk-up names somebody who
    is on no list yet, by `who`, a number; a tick a volunteer, or by their number who came along since.
    """

    id: UUID
    kind: str
    shift: int
    device_at: datetime
    digits: str = ""
    code: codes.Code | None = None
    volunteer: int | None = None
    who: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """`state`: kept, already or waiting (it is here: forget it); later (send it again); refused (it never will be)."""

    id: str
    state: str
    sentence: Any
    record: ServiceRecord | None = None


def take_batch(*, user: User, items: Iterable[Item], device_now: datetime, now: datetime) -> list[Answer]:
    """Each item in a transaction of its own. The device's clock is measured once, against ours, for all of them."""
    offset = round((now - device_now).total_seconds())
    if abs(offset) <= ON_THE_WAY:
        offset = 0
    in_order = sorted(items, key=lambda item: (item.kind.endswith("out"), item.device_at))
    return [_taken(user, item, offset, now) for item in in_order]


def _taken(user: User, item: Item, offset: int, now: datetime) -> Answer:
    sent = Sent(id=item.id, by=user, now=now, device_at=item.device_at, offset=offset)
    try:
        outcome = _noted(item, sent)
    except TooMany as refusal:
        return Answer(str(item.id), "later", refusal.sentence)
    except Refused as refusal:
        return Answer(str(item.id), "refused", refusal.sentence)
    except OperationalError:
        # A deadlock, or the database is away: nothing of it was kept.
        return Answer(str(item.id), "later", _("The server is busy. It will be sent again."))
    return Answer(str(item.id), outcome.state, outcome.sentence, outcome.record)


def _noted(item: Item, sent: Sent) -> Outcome:
    if item.kind == "walk_up":
        return walk_ups.walk_up(shift=item.shift, who=item.who, sent=sent)
    kind = item.kind.removeprefix("tick_")
    if item.who:
        return walk_ups.tick_by_number(shift=item.shift, who=item.who, kind=kind, sent=sent)
    if item.kind != kind:
        return presence.tick(shift=item.shift, volunteer=item.volunteer, kind=kind, sent=sent)
    if item.code is not None:
        return presence.check_by_code(shift=item.shift, code=item.code, kind=kind, sent=sent)
    return presence.check_by_digits(shift=item.shift, digits=item.digits, kind=kind, sent=sent)
