"""Queues of the desk, as plain data: every app lists its own in its admin module as `desk_queues`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from office.policies import Area, Power


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, and for the most urgent the working days that are left (negative: overdue)."""

    count: int
    days_left: int | None = None
    note: Any = ""

    @property
    def is_urgent(self) -> bool:
        return bool(self.count) and self.days_left is not None and self.days_left <= 0


@dataclass(frozen=True, slots=True)
class Queue:
    """Shown to those who have `power` in `area`. `url` is a name of the admin's, `query` narrows its list."""

    title: Any
    area: Area
    power: Power
    look: Callable[[User], Waiting]
    url: str
    query: str = ""
