"""Planting the full city against COPY of the same bytes into empty tables: bare ones, and with the same indexes."""

import tempfile
import time
from pathlib import Path

from bench import ground

FLOOR = 0.25
TABLES = (
    "accounts_user", "accounts_identity", "accounts_consent", "volunteers_volunteer", "volunteers_membership",
    "volunteers_shift", "volunteers_service", "volunteers_servicerecord", "volunteers_decision",
    "volunteers_servicetotal",
)  # fmt: skip
SHAPES = {"bare": "", "with the same indexes and checks": " INCLUDING CONSTRAINTS INCLUDING INDEXES"}


def planting(scale: float) -> float:
    """Seconds of filling the sample city up, without what starting and looking at the sample take."""
    before = _seconds("plant_city")
    return _seconds("plant_city", "--scale", str(scale)) - before


def _seconds(*words: str) -> float:
    begun = time.perf_counter()
    ground.manage(*words)
    return time.perf_counter() - begun


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


def rows(scale: float) -> list[str]:
    planted = planting(scale)
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        size, seconds = raw(Path(folder))
    lines = [f"| planted at scale {scale:g} | {planted:.0f} s | {size / 1e6:,.0f} MB | | |"]
    for shape, took in seconds.items():
        share = took / planted
        verdict = "yes" if share >= FLOOR else "MISSED"
        lines.append(f"| raw COPY, {shape} | {took:.0f} s | | {share:.2f} | at least {FLOOR}: {verdict} |")
    return lines
