"""What every app's `sample.py` is handed when the sample city is planted."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone


@dataclass(frozen=True)
class SampleCity:
    """Where the sample's data lie, what time it is there, and how to say what is being done."""

    data: Path
    say: Callable[[str], None]
    now: datetime = field(default_factory=timezone.now)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.data / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def days_ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)


@dataclass(frozen=True)
class Login:
    """An invented person who can sign in: `key` is a number or a username, `secret` is empty for one-time codes."""

    who: str
    key: str
    secret: str = ""


def shares(total: int, weights: list[float]) -> list[int]:
    """`total` in whole parts that follow the weights and sum to it exactly (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
