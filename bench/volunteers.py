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
# What may not become slower when the city grows.
STEADY: dict[str, Part] = {
    "pages": volunteers_pages.lines,
    "a self-report": volunteers_intake.lines,
    "check-out and batch": volunteers_presence.lines,
    "lists": volunteers_desk.lines,
    "a rush": lambda: surge.against_the_bare_view(200, 20),
}


def main() -> None:
    with ground.city() as is_new:
        planting: dict[str, Part] = {"planting": lambda: volunteers_planting.lines(SCALE)} if is_new else {}
        whole = print_all({**planting, **STEADY, **({"growth": growth} if GROWN else {})})
    sys.exit(not whole)


def growth() -> Iterator[Line]:
    before = costs()
    planted = volunteers_planting.planting(SCALE * GROWN)
    yield Line(what=f"filled up to scale {SCALE * GROWN:g}", ours=f"{planted:.0f} s")
    ground.wait_for_autovacuum()
    after = costs()
    for name, earlier in before.items():
        later = after[name].cost
        yield Line(
            what=f"{name}, grown", ours=f"{later:.2f} {earlier.unit}", against=f"{earlier.cost:.2f} {earlier.unit}",
            ratio=later / earlier.cost, asked=f"at most {earlier.most_growth} times",
            is_met=later <= earlier.most_growth * earlier.cost,
        )  # fmt: skip


def costs() -> dict[str, Line]:
    lines = (line for part in STEADY.values() for line in part())
    return {line.what: line for line in lines if line.cost is not None}


if __name__ == "__main__":
    main()
