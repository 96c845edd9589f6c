"""Eight o'clock: everybody presses at once.

Two thousand people press four times each for a hundred places over 64 connections, once undisturbed and once with a web
worker killed in the middle; and two hundred press for twenty places, against a bare view that runs the same statements.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench import ground
from bench.table import Line, print_all

CONNECTIONS = 64
WORKERS, THREADS = 2, 4
TOKEN = "b" * 32
TRIES = 20
ROUNDS, MOST_TIMES = 9, 2.0


@dataclass
class Crowd:
    """Who presses, and what came of it."""

    shift: int
    volunteers: list[int]
    accounts: list[int]
    sessions: list[str]
    cookie: str
    csrf_cookie: str
    statuses: Counter = field(default_factory=Counter)
    began: dict[int, float] = field(default_factory=dict)
    ended: dict[int, float] = field(default_factory=dict)

    def portal(self, person: int) -> tuple[str, str, dict]:
        body = urlencode({"risk_told": "on", "csrfmiddlewaretoken": TOKEN})
        cookies = f"{self.cookie}={self.sessions[person]}; {self.csrf_cookie}={TOKEN}"
        return f"/volunteer/shifts/{self.shift}/sign-up/", body, {"Cookie": cookies}

    def bare(self, person: int) -> tuple[str, str, dict]:
        return "/", urlencode({"shift": self.shift, "session": self.sessions[person], **self._of(person)}), {}

    def _of(self, person: int) -> dict[str, int]:
        """What the portal finds in the sealed session, which the bare view cannot open."""
        return {"account": self.accounts[person], "volunteer": self.volunteers[person]}


def planted(people: int, places: int) -> Crowd:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "crowd.json"
        words = [ground.PYTHON, "-m", "bench.surge_ground", str(people), str(places), str(file)]
        env = ground.environment(DJANGO_SETTINGS_MODULE="civic.settings")
        subprocess.run(words, cwd=ground.ROOT, env=env, check=True)
        return Crowd(**json.loads(file.read_text()))


def press_all(base: str, crowd: Crowd, ask: Callable, presses: int) -> float:
    """Everybody's presses in one shuffled row, taken by 64 connections; seconds until the last is answered."""
    jobs = [person for person in range(len(crowd.volunteers)) for _press in range(presses)]
    random.Random(8).shuffle(jobs)
    lock, left = threading.Lock(), iter(jobs)

    def hand() -> None:
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        while True:
            with lock:
                person = next(left, None)
            if person is None:
                return connection.close()
            _press(connection, crowd, ask, person, lock)

    hands = [threading.Thread(target=hand) for _number in range(CONNECTIONS)]
    began = time.monotonic()
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join()
    return time.monotonic() - began


def _press(connection, crowd: Crowd, ask: Callable, person: int, lock: threading.Lock) -> None:
    """A connection that breaks, as when its worker is killed, is pressed again: that is what people do."""
    path, body, headers = ask(person)
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    for _try in range(TRIES):
        began = time.monotonic()
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            response.read()
        except (http.client.HTTPException, OSError):
            connection.close()
            with lock:
                crowd.statuses["broken"] += 1
                crowd.began.setdefault(person, began)
            time.sleep(0.1)
            continue
        with lock:
            crowd.statuses[response.status] += 1
            crowd.began[person] = min(began, crowd.began.get(person, began))
            crowd.ended[person] = min(time.monotonic(), crowd.ended.get(person, 1e12))
        return


def outcome(crowd: Crowd) -> tuple[Counter, bool]:
    """States of all sign-ups; and whether nobody stands before somebody who had been answered before they pressed."""
    with ground.connect(ground.DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT volunteer_id, state FROM volunteers_signup WHERE shift_id = %s ORDER BY queued_at, id",
            [crowd.shift],
        )
        rows = cursor.fetchall()
    place = {volunteer: person for person, volunteer in enumerate(crowd.volunteers)}
    earliest, in_order = 1e12, True
    for volunteer, _state in reversed(rows):
        person = place[volunteer]
        in_order = in_order and earliest >= crowd.began[person]
        earliest = min(earliest, crowd.ended.get(person, 1e12))
    return Counter(state for _volunteer, state in rows), in_order


def kill_a_worker(server: int, after: float) -> None:
    """One web worker, in the hard way, while the presses run."""

    def kill() -> None:
        time.sleep(after)
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()


def scene(name: str, people: int, places: int, presses: int, *, kill_after: float | None = None) -> Iterator[Line]:
    crowd = planted(people, places)
    with ground.server("civic.wsgi:application", workers=WORKERS, threads=THREADS) as base:
        if kill_after is not None:
            kill_a_worker(ground.running[base], kill_after)
        seconds = press_all(base, crowd, crowd.portal, presses)
    states, in_order = outcome(crowd)
    wrong = sum(count for status, count in crowd.statuses.items() if status != "broken" and status >= 500)
    yield Line(
        what=name, ours=f"{people * presses / seconds:,.0f} presses/s, {seconds:.1f} s",
        beside=f"{states['confirmed']} of {places} confirmed, {states['waiting']} in line, in order: "
        f"{'yes' if in_order else 'NO'}; {wrong} × 5xx, {crowd.statuses['broken']} connections broken",
        asked="exactly so many, in order, no 5xx",
        is_met=states == {"confirmed": places, "waiting": people - places} and in_order and not wrong,
    )  # fmt: skip


def against_the_bare_view(people: int, places: int) -> Iterator[Line]:
    """Interleaved rounds, each compared with its neighbour, since a machine has slow minutes; the middle one counts."""
    times: dict[str, list[float]] = {"portal": [], "bare": []}
    for _round in range(ROUNDS):
        for name, application in (("portal", "civic.wsgi:application"), ("bare", "bench.bare_surge:application")):
            others, crowd = planted(people, people), planted(people, places)
            with ground.server(application, workers=WORKERS, threads=THREADS) as base:
                # Somewhere else before, so that both workers have done it: who opens at eight was started at six.
                press_all(base, others, getattr(others, name), 1)
                times[name].append(press_all(base, crowd, getattr(crowd, name), 1))
            assert outcome(crowd)[0] == {"confirmed": places, "waiting": people - places}, outcome(crowd)
            assert set(crowd.statuses) <= {200, 302}, crowd.statuses
    portal, bare = (sorted(times[name])[ROUNDS // 2] for name in ("portal", "bare"))
    ratio = sorted(ours / theirs for ours, theirs in zip(times["portal"], times["bare"], strict=True))[ROUNDS // 2]
    yield Line(
        what=f"{people} people for {places} places, all answered", ours=f"{portal:.2f} s", against=f"{bare:.2f} s",
        ratio=ratio, asked=f"within {MOST_TIMES:g} times", is_met=ratio <= MOST_TIMES,
        cost=portal, unit="s",
    )  # fmt: skip


def main() -> None:
    with ground.city(planted=False):
        parts = {
            "2,000 for 100": lambda: scene("2,000 for 100, four presses each", 2000, 100, 4),
            "a killed worker": lambda: scene("the same, a worker killed in the middle", 2000, 100, 4, kill_after=6),
            "200 for 20": lambda: against_the_bare_view(200, 20),
        }
        whole = print_all(parts)
    sys.exit(not whole)


if __name__ == "__main__":
    main()
