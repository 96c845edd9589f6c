"""Two thousand people press at once for a hundred places, each four times, and a web worker is killed in the middle."""

import http.client
import os
import signal
import tempfile
import threading
import time
from collections import Counter
from urllib.parse import urlencode, urlsplit

from bench import ground
from bench.volunteers_pages import cast, middle

CONNECTIONS, PRESSES = 64, 4


class Crowd:
    """Each connection presses for its share of the people, four times for each, over the whole crowd in turn."""

    def __init__(self, base: str, path: str, cookies: list[str], presses: int = PRESSES):
        self.host = urlsplit(base).netloc
        self.path, self.cookies = path, cookies
        self.answers: Counter = Counter()
        self.arrived: dict[int, float] = {}
        self.turn = iter([(press, who) for press in range(presses) for who in range(len(cookies))])
        self.lock = threading.Lock()
        self.done = 0

    def press(self, kill_at: int = 0, kill=None) -> float:
        threads = [threading.Thread(target=self._one, args=(kill_at, kill)) for _each in range(CONNECTIONS)]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - begun

    def _one(self, kill_at: int, kill) -> None:
        line = http.client.HTTPConnection(self.host, timeout=120)
        while True:
            with self.lock:
                turn = next(self.turn, None)
                self.done += 1
                if kill and self.done == kill_at:
                    kill()
            if turn is None:
                return
            line = self._send(line, turn[1])

    def _send(self, line: http.client.HTTPConnection, who: int) -> http.client.HTTPConnection:
        """A phone whose connection breaks presses again."""
        token = "x" * 32
        body = urlencode({"csrfmiddlewaretoken": token, "risk_told": "on", "companions": "0"})
        head = {
            "Cookie": f"{self.cookies[who]}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        for _try in range(20):
            try:
                line.request("POST", self.path, body, head)
                answer = line.getresponse()
                answer.read()
            except (http.client.HTTPException, OSError):
                line.close()
                line = http.client.HTTPConnection(self.host, timeout=120)
                self.answers["broken"] += 1
                time.sleep(0.2)
                continue
            self.answers[answer.status] += 1
            self.arrived.setdefault(who, time.perf_counter())
            return line
        raise RuntimeError("The server does not come back.")


def pressed(count: int, places: int, *, kill: bool = False, presses: int = PRESSES) -> tuple[Crowd, float, dict]:
    shift = cast("surge", str(count), str(places))
    with ground.server("civic.wsgi:application", workers=2, threads=4) as base:
        crowd = Crowd(base, f"/volunteer/shifts/{shift['shift']}/sign-up/", shift["cookies"], presses)
        victim = max(ground.workers_of(base), key=ground.memory_mb)
        seconds = crowd.press(count // 2, (lambda: os.kill(victim, signal.SIGKILL)) if kill else None)
    return crowd, seconds, cast("outcome", str(shift["shift"]))


def bare(count: int, places: int) -> float:
    """The same presses, answered by a view that runs the statements of a sign-up and nothing else."""
    shift = cast("surge", "0", str(places))["shift"]
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        file = f"{folder}/sign-up"
        found = cast("sign_up", file, str(shift), str(count), module="bench.volunteers_record")
        with ground.server("bench.replay:application", workers=2, threads=4, REPLAY=file) as base:
            return Crowd(base, "/", found["cookies"], presses=1).press()


def rows() -> list[str]:
    lines = []
    for kill in (False, True):
        crowd, seconds, found = pressed(2000, 100, kill=kill)
        right = found["confirmed"] == found["taken"] == 100 and found["waiting"] == 1900 and found["in_order"]
        broken = sum(number for status, number in crowd.answers.items() if status != "broken" and int(status) >= 500)
        name = "2,000 for 100" + (", a worker killed" if kill else "")
        lines.append(
            f"| {name} | {seconds:.0f} s | {found['confirmed']} confirmed, {found['waiting']} in line | "
            f"{dict(crowd.answers)} | {'yes' if right and not broken else 'MISSED'} |"
        )
    return [*lines, small()]


def small(rounds: int = 3) -> str:
    """Two hundred for twenty, once each, against the same statements alone: the middle of the rounds."""
    shares, times = [], []
    for _round in range(rounds):
        _crowd, seconds, found = pressed(200, 20, presses=1)
        shares.append(seconds / bare(200, 20))
        times.append(seconds)
    share = middle(shares)
    verdict = "yes" if share <= 2 and found["confirmed"] == 20 else "MISSED"
    return (
        f"| 200 for 20 | {middle(times):.2f} s | {found['confirmed']} confirmed | {share:.2f}× | within 2: {verdict} |"
    )
