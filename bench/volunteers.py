"""The volunteers' bench at the full city: planting, pages, hours taken in, lists.

`BENCH_SCALE` makes the city larger or smaller. With `BENCH_GROWN=10` it is filled up to ten times that at the end, and
what may not become slower by it is measured again.
"""

import os

from bench import (
    ground,
    volunteers_desk,
    volunteers_intake,
    volunteers_pages,
    volunteers_planting,
    volunteers_presence,
)

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
GROWN = float(os.environ.get("BENCH_GROWN", "0"))
MOST_PAGES, MOST_DESK = 1.15, 1.2


def main() -> None:
    with ground.city() as is_new:
        parts = [volunteers_pages.rows, volunteers_intake.rows, volunteers_presence.rows, volunteers_desk.rows]
        if is_new:
            parts.insert(0, lambda: volunteers_planting.rows(SCALE))
        if GROWN:
            parts.append(growth)
        for part in parts:
            print("\n".join(part()), flush=True)  # noqa: T201


def growth() -> list[str]:
    before = times()
    ground.manage("plant_city", "--scale", str(SCALE * GROWN))
    after = times()
    lines = []
    for name, ms in before.items():
        most = MOST_PAGES if name in volunteers_pages.PAGES else MOST_DESK
        factor = after[name] / ms
        verdict = "yes" if factor <= most else "MISSED"
        lines.append(f"| {name} | {ms:.2f} | {after[name]:.2f} | {factor:.2f} | at most {most}: {verdict} |")
    return lines


def times() -> dict[str, float]:
    """Pages as multiples of the bare view's time, lists in milliseconds of the database."""
    _rates, shares = volunteers_pages.shares()
    pages = {name: 1 / share for name, share in shares.items()}
    return {**pages, **{one["name"]: one["mine"] for one in volunteers_desk.measures()}}


if __name__ == "__main__":
    main()
