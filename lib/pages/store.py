"""Where pages are kept, and the numbers that say whether they are still true."""

import json
import logging
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

LOCAL_PAGES = 400
SILENCE_AFTER_FAILURE = 5.0
LATELY = 1.0
# The next number, set on every table that was written, in one step.
MARK = """
local number = redis.call('INCR', KEYS[1])
for place = 2, #KEYS do redis.call('SET', KEYS[place], number) end
return number
"""

NO_MARKS: Mapping[str, int] = MappingProxyType({})

local: OrderedDict[str, "Kept"] = OrderedDict()
local_lock = threading.Lock()


@dataclass(slots=True)
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
    # Other processes can find it.
    is_shared: bool = False


class Begun(NamedTuple):
    """Where a page's making begins, and the marks of its tables as they stood then, where they were asked for."""

    epoch: bytes
    number: int
    marks: Mapping[str, int] = NO_MARKS


class Store:
    """Redis as numbers and kept pages; every method survives a Redis that does not answer."""

    def __init__(self):
        self._threads = threading.local()
        self._silent_until = 0.0

    @property
    def prefix(self) -> str:
        return f"pages{settings.CACHES['default'].get('KEY_PREFIX', '')}:"

    @property
    def client(self) -> redis.Redis:
        """One connection per thread, without a pool and without retries: a question must cost less than a page.

        A process that was forked has its own: on one connection each would read the answers to the other.
        """
        known, here = getattr(self._threads, "client", None), (settings.REDIS_URL, os.getpid())
        if known is None or known[0] != here:
            client = redis.Redis.from_url(
                settings.REDIS_URL,
                socket_timeout=0.5,
                socket_connect_timeout=0.5,
                single_connection_client=True,
                retry=Retry(NoBackoff(), 0),
            )
            known = self._threads.client = here, client
        return known[1]

    def _ask(self, question: Callable, default):
        if time.monotonic() < self._silent_until:
            return default
        try:
            return question(self.client)
        except redis.RedisError:
            self._threads.client = None
            self._silent_until = time.monotonic() + SILENCE_AFTER_FAILURE
            return default

    def speak(self) -> None:
        """End the silence after a failure."""
        self._silent_until = 0.0

    def forget(self) -> None:
        """Drop everything that is kept, here and in Redis: a new epoch."""
        self.speak()
        self._threads.lately = 0.0, None
        with local_lock:
            local.clear()
        self._ask(lambda client: client.delete(f"{self.prefix}epoch"), None)

    def mark(self, tables: Iterable[str]) -> None:
        prefix = self.prefix

        keys = [f"{prefix}number", *(f"{prefix}t:{table}" for table in tables)]

        def question(client):
            return _asked(client, "EVAL", MARK, len(keys), *keys)

        # A write must reach the numbers even while reads keep silent, and on a connection that Redis has closed.
        for _attempt in range(2):
            self.speak()
            if self._ask(question, False):
                return
        logger.warning("Redis did not take a mark; kept pages may be old for up to %s s.", settings.PAGE_SECONDS)

    def now(self) -> Begun | None:
        """Epoch and number, to be read before a page's making begins. None where Redis is away."""
        return self._ask(lambda client: self._begun(client, *_asked(client, "MGET", *self._clock())), None)

    def lately(self) -> Begun | None:
        """The same, up to a second ago: for what may be that old, since asking takes as long as two statements."""
        at, begun = getattr(self._threads, "lately", (0.0, None))
        if time.monotonic() - at > LATELY:
            begun = self.now()
            self._threads.lately = time.monotonic(), begun
        return begun

    def _clock(self) -> tuple[str, str]:
        return f"{self.prefix}epoch", f"{self.prefix}number"

    def _begun(
        self, client: redis.Redis, epoch: bytes | None, number: bytes | None, marks: Mapping[str, int] = NO_MARKS
    ) -> Begun:
        if epoch is None:
            # Redis lost its numbers: every page kept before is of another epoch.
            client.set(f"{self.prefix}epoch", secrets.token_bytes(8), nx=True)
            epoch = client.get(f"{self.prefix}epoch")
        return Begun(epoch, int(number or 0), marks)

    def check(self, kept: "Kept") -> tuple[bool, Begun | None]:
        """Whether the page is still true, and, for one that is not, where its making anew begins."""

        def question(client):
            epoch, number, *marks = _asked(client, "MGET", *self._clock(), *self._marks(kept.tables))
            return self._begun(client, epoch, number, _numbers(kept.tables, marks))

        begun = self._ask(question, None)
        is_fresh = (
            begun is not None
            and kept.until >= time.time()
            and begun.epoch == kept.epoch
            and _none_later(begun.marks.values(), kept.number)
        )
        return is_fresh, begun

    def unwritten(self, epoch: bytes, number: int, tables: Iterable[str]) -> bool:
        """Whether none of the tables was written since that number of that epoch."""
        tables = tuple(tables)
        question = (f"{self.prefix}epoch", *self._marks(tables))
        answer = self._ask(lambda client: _asked(client, "MGET", *question), None)
        return answer is not None and answer[0] == epoch and _none_later(_numbers(tables, answer[1:]).values(), number)

    def _marks(self, tables: Iterable[str]) -> list[str]:
        prefix = self.prefix
        return [f"{prefix}t:{table}" for table in tables]

    def load(self, key: str) -> tuple["Kept | None", Begun | None]:
        """The page that another process kept, and where its making anew begins if there is none."""

        def question(client):
            raw, epoch, number = _asked(client, "MGET", f"{self.prefix}p:{key}", *self._clock())
            return _unpack(raw) if raw else None, self._begun(client, epoch, number)

        return self._ask(question, (None, None))

    def share(self, key: str, kept: "Kept") -> None:
        """For other processes to load."""
        kept.is_shared = True
        seconds = max(1, int(kept.until - time.time()))
        self._ask(lambda client: client.set(f"{self.prefix}p:{key}", _pack(kept), ex=seconds), None)


def _asked(client: redis.Redis, *words: str | int) -> Any:
    """On the client's one connection, past what the client does around a command: that takes as long as the command."""
    client.connection.send_command(*words)
    return client.connection.read_response()


def _numbers(tables: Iterable[str], marks: Iterable[bytes | None]) -> dict[str, int]:
    """The mark of each table; 0 for one that was never written."""
    return {table: int(mark or 0) for table, mark in zip(tables, marks, strict=True)}


def _none_later(marks: Iterable[int], number: int) -> bool:
    return all(mark <= number for mark in marks)


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
        tuple((name, value) for name, value in headers), raw[end : end + size], raw[end + size :], is_shared=True,
    )  # fmt: skip


def keep_locally(key: str, kept: Kept) -> None:
    with local_lock:
        local[key] = kept
        local.move_to_end(key)
        while len(local) > LOCAL_PAGES:
            local.popitem(last=False)
