"""Public pages: kept whole, served without a database query, never stale.

A page remembers which tables it read. Every write statement marks its table, with a number that only grows, when
its transaction commits. A kept page is served only while none of its tables carries a number greater than the one
that stood when the page's making began. Nothing is registered anywhere: tables are read off the SQL as it passes.

What this cannot see is a write from outside the application (psql, a database trigger on another table); a page
is therefore never served for longer than its seconds, at most `PAGE_SECONDS`. Where Redis is away, pages are made anew.
"""

import gzip
import hashlib
import json
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, wraps

import redis
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from lib.modes import read_mode

READS = re.compile(r'\b(?:FROM|JOIN)\s+"?(?:public"?\.)?"?(\w+)', re.IGNORECASE)
WRITES = re.compile(
    r'(?:\bINSERT\s+INTO|(?<!FOR )\bUPDATE(?:\s+ONLY)?|\bDELETE\s+FROM|\bTRUNCATE(?:\s+TABLE)?|\bCOPY)\s+"?(\w+)',
    re.IGNORECASE,
)
LOCAL_PAGES = 400
SILENCE_AFTER_FAILURE = 5.0

_making = threading.local()
_local: OrderedDict[str, "Kept"] = OrderedDict()
_local_lock = threading.Lock()


# --- what the SQL says


def watch_connection(connection, **_kwargs) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def _watch(execute, sql, params, many, context):
    tables = getattr(_making, "tables", None)
    if tables is not None:
        tables.update(READS.findall(str(sql)))
    result = execute(sql, params, many, context)
    text = str(sql)
    if not text.startswith("SELECT") or "pghistory" in text:
        written = WRITES.findall(text)
        if written:
            touch(*written, connection=context["connection"])
    return result


def touch(*tables: str, connection=None) -> None:
    """Pages that read any of `tables` are made anew once the current transaction commits.

    For writes that do not pass through Django's cursor, such as COPY.
    """
    connection = connection or transaction.get_connection()
    state = connection.__dict__
    pending = state.setdefault("_touched_tables", set())
    pending.update(tables)
    mark = state.setdefault("_mark_touched", partial(_mark, connection))
    # A savepoint that rolls back takes its callbacks along, so the list itself says whether ours still stands.
    if not any(callback is mark for _sids, callback, _robust in connection.run_on_commit):
        transaction.on_commit(mark, using=connection.alias, robust=True)


def _mark(connection) -> None:
    pending = connection.__dict__["_touched_tables"]
    tables = sorted(pending)
    pending.clear()
    store.mark(tables)


# --- where pages are kept


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
        with _local_lock:
            _local.clear()
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

    def is_fresh(self, kept: Kept) -> bool:
        if kept.until < time.time():
            return False
        prefix = self.prefix
        keys = [f"{prefix}epoch", *(f"{prefix}t:{table}" for table in kept.tables)]
        answer = self._ask(lambda client: client.mget(keys), None)
        if answer is None or answer[0] != kept.epoch:
            return False
        return all(number is None or int(number) <= kept.number for number in answer[1:])

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


def _keep_locally(key: str, kept: Kept) -> None:
    with _local_lock:
        _local[key] = kept
        _local.move_to_end(key)
        while len(_local) > LOCAL_PAGES:
            _local.popitem(last=False)


# --- HTTP


def public_page(*, seconds: int | None = None, params: Iterable[str] = ()):
    """The view's answer is the same for everyone, so it may be kept by us, by proxies and by browsers.

    `seconds`: how long the page stays true when nothing is written (a page that says "open now" ages).
    `params`: the query parameters that the view knows; an address with any other is answered but not kept,
    so that nobody can fill the store with invented addresses.
    """
    known = frozenset(params)

    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            begun = store.now()
            _making.tables = set()
            try:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
                tables = _making.tables
            finally:
                _making.tables = None
            if response.status_code == 200:
                _finish(request, response)
                if begun and known.issuperset(request.GET):
                    ceiling = settings.PAGE_SECONDS
                    response.keep = (
                        *begun,
                        tuple(sorted(tables)),
                        min(seconds or ceiling, ceiling),
                    )
            return response

        wrapped.is_public_page = True
        return wrapped

    return decorate


def _finish(request, response) -> None:
    # Caches may hold it but must ask: the answer to their question is a short 304.
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'


class PageMiddleware:
    """Outermost: answers from kept pages before sessions, languages and routing are even looked at."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key = _key(request)
        kept = _local.get(key) or store.load(key)
        if kept and store.is_fresh(kept):
            if key not in _local:
                _keep_locally(key, kept)
            return _answer(request, kept)
        response = self.get_response(request)
        if getattr(response, "public_vary", True) and "ETag" in response:
            response = self._settle(request, response, key)
        return response

    def _settle(self, request, response, key: str):
        terms = getattr(response, "keep", None)
        if terms is None or response.cookies or response.streaming:
            return get_conditional_response(request, etag=response["ETag"], response=response)
        _drop_language_vary(response)
        patch_vary_headers(response, ["Cookie", "HX-Request", "Accept-Encoding"])
        epoch, number, tables, seconds = terms
        kept = Kept(
            epoch, number, tables, time.time() + seconds, response.status_code,
            tuple(response.items()), response.content, gzip.compress(response.content, 6, mtime=0),
        )  # fmt: skip
        store.save(key, kept)
        _keep_locally(key, kept)
        return _answer(request, kept)


def _drop_language_vary(response) -> None:
    # The language is in the path; LocaleMiddleware cannot know that for unprefixed addresses.
    vary = [name.strip() for name in response.get("Vary", "").split(",")]
    response["Vary"] = ", ".join(name for name in vary if name and name != "Accept-Language")


def _key(request) -> str:
    return "|".join(
        (
            request.scheme,
            request.META.get("HTTP_HOST", ""),
            request.META.get("SCRIPT_NAME", ""),
            request.path_info,
            request.META.get("QUERY_STRING", ""),
            read_mode(request).key,
            "fragment" if _wants_fragment(request.META) else "page",
        )
    )


def _wants_fragment(meta: dict) -> bool:
    """As `lib.htmx.wants_fragment`, before htmx's own middleware has looked: the back button wants the whole page."""
    whole = "true" in (meta.get("HTTP_HX_BOOSTED"), meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST"))
    return meta.get("HTTP_HX_REQUEST") == "true" and not whole


def _answer(request, kept: Kept) -> HttpResponse:
    gzipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(kept.gzipped if gzipped else kept.body, status=kept.status)
    for name, value in kept.headers:
        response.headers[name] = value
    if gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    etag = response.headers["ETag"]
    if request.META.get("HTTP_IF_NONE_MATCH"):
        return get_conditional_response(request, etag=etag, response=response)
    return response
