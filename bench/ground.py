"""A city to measure in: its own database and Redis prefix, the sample city, and as many places more as asked for.

Runs inside `script/dev-env`. Everything it makes is dropped at the end.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
DATABASE = os.environ.get("BENCH_DATABASE", "civic_bench")
# Process ids of the servers by their base URLs.
running: dict[str, int] = {}


def environment(**more: str) -> dict[str, str]:
    """What a production server would be given, for the bench database."""
    owner = os.environ["OWNER_DATABASE_URL"]
    app = os.environ["DATABASE_URL"]
    return {
        **os.environ,
        "DATABASE_URL": _renamed(app),
        "OWNER_DATABASE_URL": _renamed(owner),
        "CACHE_PREFIX": "bench",
        "REDIS_URL": _redis_database(os.environ["REDIS_URL"], 15),
        "DEBUG": "0",
        "SAMPLE_CITY": "0",
        "HTTPS": "0",
        "HSTS_SECONDS": "0",
        "ALLOWED_HOSTS": "*",
        "SMS_BACKEND": "accounts.sms.ConsoleBackend",
        "API_RATE": "1000000/min",
        "LOG_LEVEL": "WARNING",
        **more,
    }


def _renamed(url: str) -> str:
    head, _, _name = url.rpartition("/")
    return f"{head}/{DATABASE}"


def _redis_database(url: str, number: int) -> str:
    if url.startswith("unix://"):
        return f"{url.partition('?')[0]}?db={number}"
    return f"{url.rpartition('/')[0]}/{number}"


def connect(database: str):
    """A psycopg2 connection as the owner, through the same socket as the application."""
    import environ

    conf = environ.Env.db_url_config(os.environ["OWNER_DATABASE_URL"])
    connection = psycopg2.connect(
        dbname=database,
        user=conf["USER"],
        password=conf["PASSWORD"] or None,
        host=conf["HOST"] or None,
        port=conf["PORT"] or None,
    )
    connection.autocommit = True
    return connection


def manage(*words: str, **more: str) -> str:
    """What the command said."""
    sample = {} if words[0] == "collectstatic" else {"DEBUG": "1", "SAMPLE_CITY": "1"}
    env = environment(**sample, **more)
    if words[0] in ("migrate", "grant_app_role", "plant_city"):
        env["DATABASE_URL"] = env["OWNER_DATABASE_URL"]
    ran = subprocess.run(
        [PYTHON, "manage.py", *words], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return ran.stdout


@contextlib.contextmanager
def city(places: int = 0, scale: float = 0, *, planted: bool = True):
    """A fresh database with the sample city, where `planted`.

    With `places` invented ones more, or filled up with volunteers to `scale`.

    With BENCH_KEEP set, the database stays, and the next run takes it as it is. Yields whether it was made now.
    """
    kept = os.environ.get("BENCH_KEEP")
    maintenance = connect("postgres")
    if kept and _exists(maintenance):
        with tempfile.TemporaryDirectory(prefix="civic-bench-") as var:
            os.environ["VAR_DIR"] = var
            manage("collectstatic", "--noinput", "-v0")
            yield False
        return
    _drop(maintenance)
    with maintenance.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    var = tempfile.mkdtemp(prefix="civic-bench-")
    os.environ["VAR_DIR"] = var
    try:
        manage("migrate", "-v0")
        manage("grant_app_role")
        if planted:
            manage("plant_city")
        manage("collectstatic", "--noinput", "-v0")
        if places:
            add_places(places)
        if scale:
            manage("plant_city", "--scale", str(scale))
        yield True
    finally:
        if not kept:
            _drop(maintenance)
        maintenance.close()
        shutil.rmtree(var, ignore_errors=True)


def _drop(maintenance) -> None:
    """Not `WITH (FORCE)`, which would have to end autovacuum too: not ours to end, and PostgreSQL does it alone."""
    ours = "datname = %s AND pg_has_role(usesysid, 'MEMBER')"
    with maintenance.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}", [DATABASE])
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")


def _exists(maintenance) -> bool:
    with maintenance.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        return cursor.rowcount > 0


def wait_for_autovacuum(seconds: float = 900) -> None:
    """Until it has been through what was planted: what it reads meanwhile, nobody else finds in memory."""
    deadline = time.monotonic() + seconds
    # It looks around once a minute.
    quiet_since = time.monotonic()
    with connect(DATABASE) as connection, connection.cursor() as cursor:
        while time.monotonic() - quiet_since < 70 and time.monotonic() < deadline:
            time.sleep(1)
            cursor.execute(
                "SELECT datid FROM pg_stat_progress_vacuum UNION ALL SELECT datid FROM pg_stat_progress_analyze"
            )
            if cursor.rowcount:
                quiet_since = time.monotonic()


def add_places(count: int) -> None:
    """Spread over the city's box by a low-discrepancy sequence, in the first town that is there."""
    with connect(DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO places_place (name, name_en, pinyin, kind, point, region_id, address, address_en, summary,
                summary_en, facilities, hours, operation, phone, is_public, is_sample, source, updated_at, created_at)
            SELECT '量测点' || i, 'Bench place ' || i, 'liangcedian' || i, 'exercise',
                ST_SetSRID(ST_MakePoint(120.37 + 0.49 * (i * 0.7548776662 - floor(i * 0.7548776662)),
                                        31.72 + 0.31 * (i * 0.5698402910 - floor(i * 0.5698402910))), 4326)::geography,
                (SELECT min(id) FROM places_region WHERE level IN ('town', 'subdistrict')), '', '', '', '',
                ARRAY['seats'], '24/7', 'open', '', true, true, 'bench', now(), now() - interval '1 year'
            FROM generate_series(1, %s) AS i
            """,
            [count],
        )
        cursor.execute("ANALYZE")


@contextlib.contextmanager
def server(application: str, *, workers: int = 1, threads: int = 1, **more: str):
    """One granian worker with one thread: the ratio is of work, not of cores. Yields its base URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(str(Path(PYTHON).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)),
            *("--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
            application,
        ],
        cwd=ROOT,
        env=environment(**more),
    )
    base = f"http://127.0.0.1:{port}"
    running[base] = process.pid
    try:
        _wait(base)
        yield base
    finally:
        running.pop(base, None)
        process.terminate()
        process.wait(timeout=20)


def workers_of(base: str) -> list[int]:
    """Process ids of a server's workers."""
    children = Path(f"/proc/{running[base]}/task/{running[base]}/children").read_text().split()
    return [int(pid) for pid in children]


def memory_mb(pid: int) -> float:
    """What a process keeps resident."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _wait(base: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(base, timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
