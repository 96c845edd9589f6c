"""Requests per second of public pages, as a ratio to a bare Django view on the same server in the same run."""

import re
import subprocess
import urllib.request

from bench import ground

SECONDS = 3
ROUNDS = 3
PAGES = {"home": "/", "park list": "/parks/", "park": None, "near me": "/places/?lon=120.555&lat=31.875"}
FLOOR = {"kept": 0.5, "anew": 0.06}


def rate(url: str) -> float:
    """Answers per second over one kept-alive connection, by wrk; any answer but 2xx is an error."""
    out = subprocess.run(
        ["wrk", "-t1", "-c1", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in out:
        raise RuntimeError(f"{url}: {out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def first_park(base: str) -> str:
    page = urllib.request.urlopen(f"{base}/parks/").read().decode()
    return re.search(r'href="(/parks/\d+/)"', page)[1]


def measure() -> list[tuple[str, str, float, float]]:
    """Rows of (page, kept|anew, requests per second, ratio): the median of three interleaved rounds."""
    rows = []
    with (
        ground.server("bench.bare:application") as bare,
        ground.server("civic.wsgi:application") as portal,
        # A Redis prefix of its own, or its edits would also make the kept pages anew.
        ground.server("bench.anew:application", CACHE_PREFIX="bench-anew") as anew,
    ):
        pages = {**PAGES, "park": first_park(portal)}
        targets = {"bare": bare + "/"}
        for name, path in pages.items():
            targets[f"{name}|kept"] = portal + path
            targets[f"{name}|anew"] = anew + path
        samples: dict[str, list[float]] = {key: [] for key in targets}
        for _round in range(ROUNDS):
            for key, url in targets.items():
                samples[key].append(rate(url))
    middle = {key: sorted(values)[len(values) // 2] for key, values in samples.items()}
    rows.append(("bare Django view", "", middle["bare"], 1.0))
    for key, value in middle.items():
        if key != "bare":
            name, _, how = key.partition("|")
            rows.append((name, how, value, value / middle["bare"]))
    return rows


def main() -> None:
    with ground.city():
        for name, how, per_second, ratio in measure():
            floor = FLOOR.get(how)
            verdict = "" if floor is None else (f"at least {floor}: " + ("yes" if ratio >= floor else "MISSED"))
            print(f"| {name} | {how} | {per_second:,.0f} | {ratio:.3f} | {verdict} |")  # noqa: T201


if __name__ == "__main__":
    main()
