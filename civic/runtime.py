"""Facts about the process that settings need before anything is configured."""

import base64
import hashlib
import os
import sys
import zlib

TESTING = "pytest" in sys.modules


def sample_secret(name: str, *, allowed: bool) -> str:
    """A fixed secret for development and tests; empty where it is not allowed, so that start-up checks refuse."""
    if not allowed:
        return ""
    digest = hashlib.sha256(f"civic harbour sample {name}".encode()).digest()
    encoded = base64.b64encode(digest).decode()
    return f"sample:{encoded}" if name == "SEAL_KEYS" else encoded


def redis_url(url: str) -> str:
    """Tests empty their Redis database, so each test process has one of its own, never number 0."""
    if not TESTING:
        return url
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    number = 1 + (zlib.crc32(os.environ.get("TEST_DB_SUFFIX", "").encode()) + worker) % 15
    if url.startswith("unix://"):
        return f"{url.partition('?')[0]}?db={number}"
    base, _, last = url.rpartition("/")
    return f"{base}/{number}" if last.isdigit() else f"{url.rstrip('/')}/{number}"


def broker_url(url: str) -> str:
    """Celery's name for a Redis behind a unix socket, with its own parameter for the database."""
    if not url.startswith("unix://"):
        return url
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
