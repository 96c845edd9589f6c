"""Hours taken in: a self-report through session, CSRF, validation and history, against the same statements alone."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench import ground
from bench.table import Line
from bench.volunteers_pages import cast, middle, rate

FLOOR, MOST_QUERIES = 0.4, 6
TURNS = 9
# Each request has a form token of its own.
SCRIPT = """
math.randomseed({seed})
local body = {body}
local function token()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-9xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15)) end))
end
request = function()
  return wrk.format("POST", nil, {{
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = {cookie}
  }}, body .. "&token=" .. token())
end
"""


def _script(folder: str, seed: int, cookie: str, form: dict) -> str:
    path = Path(folder) / f"report-{seed}.lua"
    path.write_text(SCRIPT.format(seed=seed, body=json.dumps(urlencode(form)), cookie=json.dumps(cookie)))
    return str(path)


def lines() -> Iterator[Line]:
    # A token that an earlier run sent would be answered by what stands.
    seed = int(time.time()) * 2 * TURNS
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        file = f"{folder}/report"
        found = cast(file, module="bench.volunteers_record")
        token = "x" * 32
        cookie = f"{found['cookie']}; {found['csrf_cookie']}={token}"
        form = {**found["form"], "csrfmiddlewaretoken": token}
        with (
            ground.server("bench.replay:application", REPLAY=file) as bare,
            ground.server("civic.wsgi:application") as portal,
        ):
            shares, ours, theirs = [], [], []
            for turn in range(TURNS):
                theirs.append(rate(bare + "/", script=_script(folder, seed + 2 * turn, cookie, form)))
                ours.append(
                    rate(
                        portal + "/volunteer/my/hours/report/",
                        script=_script(folder, seed + 2 * turn + 1, cookie, form),
                    )
                )
                shares.append(ours[-1] / theirs[-1])
    share, queries = middle(shares), found["queries"]
    yield Line(
        what="a self-report taken in", ours=f"{middle(ours):,.0f}/s", against=f"{middle(theirs):,.0f}/s", ratio=share,
        beside=f"{len(queries)} queries", asked=f"at least {FLOOR}, at most {MOST_QUERIES} queries",
        is_met=share >= FLOOR and len(queries) <= MOST_QUERIES, note="; ".join(queries),
        cost=1000 / middle(ours),
    )  # fmt: skip
