"""Requests per second of public pages, as a ratio to a bare Django view on the same server in the same run."""

import re
import subprocess
import urllib.request

from bench import ground

SECONDS = 3
ROUNDS = 3
PAGES = {"home": "/", "park list": "/parks/", "park": None, "near me": "/places/?lon=120.555&lat=31.875"}
FLOOR = {"kept": 0.5, "anew": 0.06, "edited": 0.06}
PARK = re.compile(r'href="/(?:en/)?parks/(\d+)/"')


def rate(url: str, **headers: str) -> float:
    """Answers per second over one kept-alive connection, by wrk; any answer but 2xx is an error."""
    said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    out = subprocess.run(
        ["wrk", "-t1", "-c1", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", *said, url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in out:
        raise RuntimeError(f"{url}: {out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def first_park(url: str) -> str:
    """The first park that the page links to."""
    return PARK.search(urllib.request.urlopen(url).read().decode())[1]


def measure() -> dict[str, float]:
    """Requests per second of the bare view, of the edit alone and of `page|how`: medians of interleaved rounds."""
    # Redis prefixes of their own, or the edits would also make the kept pages anew.
    with (
        ground.server("bench.bare:application") as bare,
        ground.server("civic.wsgi:application") as portal,
        ground.server("bench.anew:marked", CACHE_PREFIX="bench-anew") as marked,
        ground.server("bench.anew:edited", CACHE_PREFIX="bench-edited") as edited,
        ground.server("bench.anew:edit_alone", CACHE_PREFIX="bench-edited") as edit_alone,
    ):
        park = first_park(f"{portal}/parks/")
        targets = {"bare": (f"{bare}/", {}), "edit alone": (f"{edit_alone}/", {"X-Park": park})}
        for name, path in {**PAGES, "park": f"/parks/{park}/"}.items():
            shown = park if name == "park" else first_park(portal + path)
            targets[f"{name}|kept"] = portal + path, {}
            targets[f"{name}|anew"] = marked + path, {}
            # English names are in no index, so that the edit stays small however often it is done.
            targets[f"{name}|edited"] = f"{edited}/en{path}", {"X-Park": shown}
        samples: dict[str, list[float]] = {key: [] for key in targets}
        for _round in range(ROUNDS):
            for key, (url, headers) in targets.items():
                samples[key].append(rate(url, **headers))
    return {key: sorted(values)[len(values) // 2] for key, values in samples.items()}


def without_the_edit(edited: float, edit_alone: float, bare: float) -> float:
    """Pages per second, the seconds of the edits taken off."""
    return 1 / (1 / edited - (1 / edit_alone - 1 / bare))


def main() -> None:
    with ground.city():
        middle = measure()
    bare = middle.pop("bare")
    edit_alone = middle.pop("edit alone")
    print(f"| bare Django view | | {bare:,.0f} | 1.000 | |")  # noqa: T201
    print(f"| an edit, answered as the bare view | | {edit_alone:,.0f} | | |")  # noqa: T201
    for key, value in middle.items():
        name, _, how = key.partition("|")
        said = f"{value / bare:.3f}"
        if how == "edited":
            value = without_the_edit(value, edit_alone, bare)
            said = f"{value / bare:.3f} (with the edits {said})"
        floor = FLOOR[how]
        verdict = f"at least {floor}: " + ("yes" if value / bare >= floor else "MISSED")
        print(f"| {name} | {how} | {value:,.0f} | {said} | {verdict} |")  # noqa: T201


if __name__ == "__main__":
    main()
