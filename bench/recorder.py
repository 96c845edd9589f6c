"""Writes down the statements of one request of the portal, for `bench.replay`."""

import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

EXECUTED = re.compile(r"EXECUTE (\w+)")
PREPARED = re.compile(r"PREPARE (\w+) AS (.*); EXECUTE \1", re.DOTALL)


@dataclass
class Statement:
    """`returned` is the key that it gave, where later statements use it."""

    sql: str
    params: list
    is_atomic: bool
    returned: int | None = None


@dataclass
class Recorder:
    """An execute wrapper, around from the connection's beginning: what is prepared once is executed later."""

    statements: list[Statement] = field(default_factory=list)
    prepared: dict[str, str] = field(default_factory=dict)

    def __call__(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if found := PREPARED.search(str(sql)):
            self.prepared[found[1]] = found[2].replace("%%", "%") if params else found[2]
        values = [_bare(one) for one in params or ()]
        self.statements.append(Statement(sql, values, context["connection"].in_atomic_block))
        return answer

    def note_key(self, words: str, key: int) -> None:
        for statement in self.statements:
            found = EXECUTED.match(statement.sql)
            if words in (self.prepared.get(found[1], "") if found else statement.sql):
                statement.returned = key

    def write(self, file: str, *, made: list, others: list[dict] | None = None) -> None:
        recorded = {"statements": self.statements, "prepared": self.prepared, "made": made, "others": others or []}
        with open(file, "wb") as out:
            pickle.dump(recorded, out)

    def told(self) -> list[str]:
        return [re.sub(r"\s+", " ", statement.sql)[:70] for statement in self.statements]


@contextmanager
def recording() -> Iterator[Recorder]:
    """On a connection of its own, which has prepared nothing yet."""
    from django.db import connection

    recorder = Recorder()
    connection.close()
    with connection.execute_wrapper(recorder):
        yield recorder


def _bare(value: Any) -> Any:
    """Words instead of members of an enumeration, which only the portal's own modules could load again."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return str(value) if isinstance(value, str) else value


def session_of(user) -> str:
    """A session's cookie, of somebody who was here a moment ago."""
    import time

    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.session
    session["seen"], session["idle_limit"] = int(time.time()), settings.RESIDENT_IDLE_SECONDS
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
