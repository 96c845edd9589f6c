"""Requests per second of public pages, as a ratio to a bare Django view on the same server in the same run."""

import re
import subprocess
import urllib.request
from typing import NamedTuple

from bench import ground

SECONDS = 2
ROUNDS = 3
MARK = "a mark, answered as the bare view"
EDIT = "an edit, answered as the bare view"
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


class Sample(NamedTuple):
    """One target and the bare view, measured one after the other: what else the machine does meets both."""

    bare: float
    rate: float

    @property
    def ratio(self) -> float:
        return self.rate / self.bare

    def without(self, alone: "Sample | None") -> "Sample":
        """The seconds of the mark or the edit `alone` taken off."""
        if alone is None:
            return self
        return self._replace(rate=1 / (1 / self.rate - (1 / alone.rate - 1 / alone.bare)))


def measure() -> dict[str, Sample]:
    """The middle sample of the rounds, by ratio, of mark and edit alone and of each `page|how`."""
    # Redis prefixes of their own, or the edits would also make the kept pages anew.
    with (
        ground.server("bench.bare:application") as bare,
        ground.server("civic.wsgi:application") as portal,
        ground.server("bench.anew:marked", CACHE_PREFIX="bench-anew") as marked,
        ground.server("bench.anew:mark_alone", CACHE_PREFIX="bench-anew") as mark_alone,
        ground.server("bench.anew:edited", CACHE_PREFIX="bench-edited") as edited,
        ground.server("bench.anew:edit_alone", CACHE_PREFIX="bench-edited") as edit_alone,
    ):
        park = first_park(f"{portal}/parks/")
        targets = {MARK: (f"{mark_alone}/", {}), EDIT: (f"{edit_alone}/", {"X-Park": park})}
        for name, path in {**PAGES, "park": f"/parks/{park}/"}.items():
            shown = park if name == "park" else first_park(portal + path)
            targets[f"{name}|kept"] = portal + path, {}
            targets[f"{name}|anew"] = marked + path, {}
            # English names are in no index, so that the edit stays small however often it is done.
            targets[f"{name}|edited"] = f"{edited}/en{path}", {"X-Park": shown}
        samples: dict[str, list[Sample]] = {key: [] for key in targets}
        for _round in range(ROUNDS):
            for key, (url, headers) in targets.items():
                samples[key].append(Sample(rate(f"{bare}/"), rate(url, **headers)))
    return {key: sorted(each, key=lambda one: one.ratio)[ROUNDS // 2] for key, each in samples.items()}


def main() -> None:
    with ground.city():
        middle = measure()
    alone = {"anew": middle.pop(MARK), "edited": middle.pop(EDIT)}
    for what, sample in zip((MARK, EDIT), alone.values(), strict=True):
        print(f"| {what} | | {sample.rate:,.0f} | {sample.ratio:.3f} | |")  # noqa: T201
    for key, sample in middle.items():
        name, _, how = key.partition("|")
        page = sample.without(alone.get(how))
        inside = f" (with what is beside it {sample.ratio:.3f})" if how in alone else ""
        verdict = f"at least {FLOOR[how]}: " + ("yes" if page.ratio >= FLOOR[how] else "MISSED")
        print(f"| {name} | {how} | {page.rate:,.0f} | {page.ratio:.3f}{inside} | {verdict} |")  # noqa: T201


if __name__ == "__main__":
    main()
