"""The volunteers' bench at the full city: planting, pages, hours taken in. `BENCH_SCALE` makes it larger or smaller."""

import os

from bench import ground, volunteers_desk, volunteers_intake, volunteers_pages, volunteers_planting

SCALE = float(os.environ.get("BENCH_SCALE", "1"))


def main() -> None:
    with ground.city():
        parts = (lambda: volunteers_planting.rows(SCALE), volunteers_pages.rows, volunteers_intake.rows)
        for part in (*parts, volunteers_desk.rows):
            print("\n".join(part()), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
