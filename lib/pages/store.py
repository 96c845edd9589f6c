"""Where pages are kept, and the numbers that say whether they are still true."""

import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import redis
from django.conf import settings

LOCAL_PAGES = 400
SILENCE_AFTER_FAILURE = 5.0

local: OrderedDict[str, "Kept"] = OrderedDict()
local_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with its birth certificate: the store's epoch and number when its making began."""

    epoch: bytes
    number: int
    tables: tuple[str, ...]
    until: float
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    gzipped: bytes


class Store:
    """Redis as numbers and kept pages; every method survives a Redis that does not answer."""

    def __init__(self):
        self._client: redis.Redis | None = None
        self._silent_until = 0.0

    @property
    def prefix(self) -> str:
        return f"pages{settings.CACHES['default'].get('KEY_PREFIX', '')}:"

    @property
    def client(self) -> redis.Redis:
        if self._client is None:
            self._client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
        return self._client

    def _ask(self, question: Callable, default):
        if time.monotonic() < self._silent_until:
            return default
        try:
            return question(self.client)
        except redis.RedisError:
            self._silent_until = time.monotonic() + SILENCE_AFTER_FAILURE
            return default

    def forget(self) -> None:
        """Drop everything that is kept, here and in Redis: a new epoch."""
        self._silent_until = 0.0
        with local_lock:
            local.clear()
        self._ask(lambda client: client.delete(f"{self.prefix}epoch"), None)

    def mark(self, tables: Iterable[str]) -> None:
        prefix = self.prefix
        # A write must reach the numbers even while reads keep silent after a failure.
        self._silent_until = 0.0

        def question(client):
            number = client.incr(f"{prefix}number")
            client.mset({f"{prefix}t:{table}": number for table in tables})

        self._ask(question, None)

    def now(self) -> tuple[bytes, int] | None:
        """Epoch and number, to be read before a page's making begins. None where Redis is away."""

        def question(client):
            epoch, number = client.mget(f"{self.prefix}epoch", f"{self.prefix}number")
            if epoch is None:
                # Redis lost its numbers: every page kept before is of another epoch.
                client.set(f"{self.prefix}epoch", secrets.token_bytes(8), nx=True)
                epoch = client.get(f"{self.prefix}epoch")
            return epoch, int(number or 0)

        return self._ask(question, None)

    def is_fresh(self, kept: "Kept") -> bool:
        return kept.until >= time.time() and self.unwritten(kept.epoch, kept.number, kept.tables)

    def unwritten(self, epoch: bytes, number: int, tables: Iterable[str]) -> bool:
        """Whether none of the tables was written since that number of that epoch."""
        prefix = self.prefix
        keys = [f"{prefix}epoch", *(f"{prefix}t:{table}" for table in tables)]
        answer = self._ask(lambda client: client.mget(keys), None)
        if answer is None or answer[0] != epoch:
            return False
        return all(mark is None or int(mark) <= number for mark in answer[1:])

    def load(self, key: str) -> Kept | None:
        raw = self._ask(lambda client: client.get(f"{self.prefix}p:{key}"), None)
        return _unpack(raw) if raw else None

    def save(self, key: str, kept: Kept) -> None:
        seconds = max(1, int(kept.until - time.time()))
        self._ask(lambda client: client.set(f"{self.prefix}p:{key}", _pack(kept), ex=seconds), None)


store = Store()


def _pack(kept: Kept) -> bytes:
    head = json.dumps(
        [
            kept.epoch.hex(),
            kept.number,
            kept.tables,
            kept.until,
            kept.status,
            kept.headers,
            len(kept.body),
        ]
    ).encode()
    return len(head).to_bytes(4, "big") + head + kept.body + kept.gzipped


def _unpack(raw: bytes) -> Kept:
    end = 4 + int.from_bytes(raw[:4], "big")
    epoch, number, tables, until, status, headers, size = json.loads(raw[4:end])
    return Kept(
        bytes.fromhex(epoch), number, tuple(tables), until, status,
        tuple((name, value) for name, value in headers), raw[end : end + size], raw[end + size :],
    )  # fmt: skip


def keep_locally(key: str, kept: Kept) -> None:
    with local_lock:
        local[key] = kept
        local.move_to_end(key)
        while len(local) > LOCAL_PAGES:
            local.popitem(last=False)
