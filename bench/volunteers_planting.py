"""Planting the full city against COPY of the same bytes into empty tables: bare ones, and with the same indexes."""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import ground
from bench.table import Line

FLOOR = 0.25
TABLES = (
    "accounts_user", "accounts_identity", "accounts_consent", "volunteers_volunteer", "volunteers_membership",
    "volunteers_shift", "volunteers_service", "volunteers_servicerecord", "volunteers_decision",
    "volunteers_servicetotal",
)  # fmt: skip
SHAPES = {"bare": "", "with the same indexes and checks": " INCLUDING CONSTRAINTS INCLUDING INDEXES"}


def planting(scale: float) -> float:
    """Seconds of filling the city up to `scale`, by its own word: without starting, and without the sample."""
    said = ground.manage("plant_city", "--scale", str(scale))
    return float(re.search(r"more, in ([\d.]+) seconds", said)[1])


def raw(folder: Path) -> tuple[int, dict[str, float]]:
    """Bytes of all rows, and seconds of copying them into tables of each shape."""
    seconds = dict.fromkeys(SHAPES, 0.0)
    with ground.connect(ground.DATABASE) as connection, connection.cursor() as cursor:
        for table in TABLES:
            path = folder / table
            with path.open("wb") as file:
                cursor.copy_expert(f"COPY {table} TO STDOUT", file)
            for shape, including in SHAPES.items():
                cursor.execute(f"CREATE TABLE bench_raw (LIKE {table}{including})")
                with path.open("rb") as file:
                    begun = time.perf_counter()
                    cursor.copy_expert("COPY bench_raw FROM STDIN", file)
                    seconds[shape] += time.perf_counter() - begun
                cursor.execute("DROP TABLE bench_raw")
        return sum(path.stat().st_size for path in folder.iterdir()), seconds


def lines(scale: float) -> Iterator[Line]:
    planted = planting(scale)
    yield Line(what=f"planted at scale {scale:g}", ours=f"{planted:.0f} s")
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        size, seconds = raw(Path(folder))
    for shape, took in seconds.items():
        share = took / planted
        yield Line(
            what=f"planting against raw COPY, {shape}", ours=f"{planted:.0f} s", against=f"{took:.0f} s", ratio=share,
            beside=f"{size / 1e6:,.0f} MB", asked=f"at least {FLOOR}", is_met=share >= FLOOR,
        )  # fmt: skip
    begun = time.perf_counter()
    ground.manage("check_totals")
    checked = time.perf_counter() - begun
    yield Line(
        what="every total is the sum of its records", ours=f"{checked:.0f} s", asked="no difference", is_met=True
    )
