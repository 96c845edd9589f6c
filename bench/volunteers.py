"""The volunteers' bench at the full city: planting, pages, hours taken in, lists, a rush; then ten times the city.

`BENCH_SCALE` makes the city larger or smaller. With `BENCH_GROWN=10` it is filled up to ten times that at the end, and
what may not become slower by it is measured again. All of it is one table; a part that fails costs its own lines only.
"""

import os
import sys
from collections.abc import Iterator

from bench import (
    ground,
    surge,
    volunteers_desk,
    volunteers_intake,
    volunteers_pages,
    volunteers_planting,
    volunteers_presence,
)
from bench.table import Line, Part, print_all

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
GROWN = float(os.environ.get("BENCH_GROWN", "0"))
MOST_PAGES, MOST_DESK = 1.15, 1.2


def main() -> None:
    with ground.city() as is_new:
        whole = print_all(_parts(is_new=is_new))
    sys.exit(not whole)


def _parts(*, is_new: bool) -> dict[str, Part]:
    parts: dict[str, Part] = {"planting": lambda: volunteers_planting.lines(SCALE)} if is_new else {}
    parts |= {
        "pages": volunteers_pages.lines,
        "a self-report": volunteers_intake.lines,
        "check-out and batch": volunteers_presence.lines,
        "lists": volunteers_desk.lines,
        "a rush": lambda: surge.against_the_bare_view(200, 20),
    }
    return parts | ({"growth": growth} if GROWN else {})


def growth() -> Iterator[Line]:
    before = times()
    yield Line(
        what=f"filled up to scale {SCALE * GROWN:g}", ours=f"{volunteers_planting.planting(SCALE * GROWN):.0f} s"
    )
    after = times()
    for name, (earlier, unit) in before.items():
        most = MOST_PAGES if name in volunteers_pages.PAGES else MOST_DESK
        later = after[name][0]
        yield Line(
            what=f"{name}, grown", ours=f"{later:.2f} {unit}", against=f"{earlier:.2f} {unit}", ratio=later / earlier,
            asked=f"at most {most} times", is_met=later <= most * earlier,
        )  # fmt: skip


def times() -> dict[str, tuple[float, str]]:
    """Pages as multiples of the bare view's time, lists in milliseconds of the database."""
    _rates, shares = volunteers_pages.shares()
    pages = {name: (1 / share, "bare views") for name, share in shares.items()}
    return {**pages, **{one["name"]: (one["mine"], "ms") for one in volunteers_desk.measures()}}


if __name__ == "__main__":
    main()
