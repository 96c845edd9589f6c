"""Signed-in pages of volunteers and leaders: answers per second as a share of a bare view's, and their queries."""

import json
import re
import subprocess
from collections.abc import Iterator

from bench import ground
from bench.table import Line

SECONDS, ROUNDS = 3, 5
FLOOR = 0.07
PAGES = {"my hours": ("busy", "/volunteer/my/hours/"), "today": ("resident", "/volunteer/today/")}


def cast(*words: str, module: str = "bench.volunteers_cast") -> dict:
    env = ground.environment(DJANGO_SETTINGS_MODULE="civic.settings")
    # A scene has a past, which the database believes of the tables' owner alone.
    env["DATABASE_URL"] = env["OWNER_DATABASE_URL"]
    out = subprocess.run(
        [ground.PYTHON, "-m", module, *words], cwd=ground.ROOT, env=env, check=True, capture_output=True, text=True
    ).stdout
    return json.loads(out)


def rate(url: str, cookie: str = "", seconds: int = SECONDS, script: str = "") -> float:
    """Answers per second over one kept-alive connection; any answer but 2xx and 3xx is an error."""
    words = ["wrk", "-t1", "-c1", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    words += ["-H", f"Cookie: {cookie}"] if cookie else []
    words += ["-s", script] if script else []
    out = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise RuntimeError(f"{url}: {out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def shares() -> tuple[dict[str, float], dict[str, float]]:
    """Answers per second, of the bare view too, and as shares of the bare view's."""
    people = cast()
    with ground.server("bench.bare:application") as bare, ground.server("civic.wsgi:application") as portal:
        ratios: dict[str, list[float]] = {name: [] for name in PAGES}
        rates: dict[str, list[float]] = {name: [] for name in ["bare", *PAGES]}
        for _round in range(ROUNDS):
            for name, (who, path) in PAGES.items():
                # Right before the page, so that other work on the machine meets both.
                plain = rate(bare + "/")
                rates["bare"].append(plain)
                rates[name].append(rate(portal + path, people[who]))
                ratios[name].append(rates[name][-1] / plain)
    return {name: middle(found) for name, found in rates.items()}, {name: middle(ratios[name]) for name in PAGES}


def lines() -> Iterator[Line]:
    rates, found = shares()
    yield Line(what="bare Django view", ours=f"{rates['bare']:,.0f}/s")
    for name, share in found.items():
        yield Line(
            what=name, ours=f"{rates[name]:,.0f}/s", against=f"{rates['bare']:,.0f}/s", ratio=share,
            asked=f"at least {FLOOR}", is_met=share >= FLOOR, cost=1 / share, unit="bare views",
        )  # fmt: skip
