"""Hours taken in: a self-report through session, CSRF, validation and history, against the same statements alone."""

import json
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from bench import ground
from bench.volunteers_pages import ROUNDS, cast, middle, rate

FLOOR, MOST_QUERIES = 0.4, 6
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


def rows() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        file = f"{folder}/report"
        found = cast("report", file, module="bench.volunteers_record")
        token = "x" * 32
        cookie = f"{found['cookie']}; {found['csrf_cookie']}={token}"
        form = {**found["form"], "csrfmiddlewaretoken": token}
        with (
            ground.server("bench.replay:application", REPLAY=file) as bare,
            ground.server("civic.wsgi:application") as portal,
        ):
            shares, ours = [], []
            for turn in range(ROUNDS):
                plain = rate(bare + "/", script=_script(folder, 2 * turn, cookie, form))
                ours.append(
                    rate(portal + "/volunteer/my/hours/report/", script=_script(folder, 2 * turn + 1, cookie, form))
                )
                shares.append(ours[-1] / plain)
    share, queries = middle(shares), len(found["queries"])
    verdict = "yes" if share >= FLOOR and queries <= MOST_QUERIES else "MISSED"
    return [
        f"| self-report | {middle(ours):,.0f} | {share:.2f} | {queries} queries | "
        f"at least {FLOOR}, at most {MOST_QUERIES}: {verdict} |",
        *(f"  {query}" for query in found["queries"]),
    ]
