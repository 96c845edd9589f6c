"""How far a long command is: a bar where somebody watches, a line per tenth where a log does."""

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Item = TypeVar("Item")
WIDTH = 30


def progress(items: Iterable[Item], *, total: int, label: str, stream: TextIO | None = None) -> Iterator[Item]:
    """Passes the items through and tells `stream` (stderr) how many of `total` are done."""
    stream = stream or sys.stderr
    is_watched = stream.isatty()
    told = -1
    for done, item in enumerate(items, start=1):
        yield item
        percent = 100 * done // total if total else 100
        if is_watched and percent != told:
            filled = WIDTH * percent // 100
            stream.write(f"\r{label} [{'#' * filled}{'.' * (WIDTH - filled)}] {percent:3}%")
            stream.flush()
        elif not is_watched and percent // 10 != told // 10:
            stream.write(f"{label} {percent}% ({done} of {total})\n")
        told = percent
    if is_watched and told >= 0:
        stream.write("\n")
