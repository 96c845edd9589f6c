"""One table for all parts of a bench, printed line by line; a part that fails costs its own lines only."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEAD = "| what | ours | against | ratio | beside | asked |\n|---|---|---|---|---|---|"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure. `note` stands below it, for whoever wants to know why.

    `cost` in `unit` is what may become at most `most_growth` times as much once the city has grown.
    """

    what: str
    ours: str = ""
    against: str = ""
    ratio: float | None = None
    beside: str = ""
    asked: str = ""
    is_met: bool | None = None
    note: str = ""
    cost: float | None = None
    unit: str = "ms"
    most_growth: float = 1.15

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.3f}" if self.ratio < 0.1 else f"{self.ratio:.2f}"
        verdict = {None: "", True: ": yes", False: ": **missed**"}[self.is_met]
        cells = (self.what, self.ours, self.against, ratio, self.beside, f"{self.asked}{verdict}")
        return f"| {' | '.join(cells)} |"


Part = Callable[[], Iterator[Line]]


def print_all(parts: dict[str, Part]) -> bool:
    """Whether every part came to its end."""
    notes, failed = [], []
    print(HEAD, flush=True)  # noqa: T201
    for name, part in parts.items():
        try:
            for line in part():
                print(line, flush=True)  # noqa: T201
                if line.note:
                    notes.append(f"{line.what}: {line.note}")
        except Exception as error:  # noqa: BLE001 what was measured so far, and what comes after, is kept
            print(Line(what=name, asked=f"FAILED: {type(error).__name__}"), flush=True)  # noqa: T201
            failed.append(f"{name}:\n{traceback.format_exc()}{_said_by(error)}")
    print("\n".join(["", *notes, *failed]), flush=True)  # noqa: T201
    return not failed


def _said_by(error: Exception) -> str:
    """The last words of a process that ended badly."""
    return (getattr(error, "stderr", None) or "")[-2000:]
