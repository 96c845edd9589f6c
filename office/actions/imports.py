"""Tables that a worker takes in: one row per file, moved under a lock, so that no file is taken in twice."""

import base64
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from office.models import TableImport
from office.workflow import ImportState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# A file with people's documents does not lie here longer than somebody needs to look at it.
SHOWN_FOR = timedelta(hours=2)
TOLD_FOR = timedelta(days=90)
ENDED = (ImportState.TAKEN, ImportState.WRONG, ImportState.FAILED, ImportState.EXPIRED)


@dataclass(frozen=True)
class Found:
    """What a look, or the taking in, came to. `problems` and `preview` are rows of plain texts."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    problems: list[list] = field(default_factory=list)
    preview: list[list] = field(default_factory=list)


@transaction.atomic
def ask_for_look(*, register: str, data: bytes, by: User, language: str) -> TableImport:
    """Keep the file, sealed, and have a worker look at it. Nothing of it is written to the register."""
    job = TableImport.objects.create(
        register=register, by=by, language=language, content=base64.b64encode(data).decode()
    )
    transaction.on_commit(partial(_send, job.pk))
    return job


@transaction.atomic
def give_word(*, job: TableImport) -> TableImport:
    """Have it taken in. A second word, or one for a file that is gone, changes nothing."""
    job = TableImport.objects.select_for_update(of=("self",)).without_file().get(pk=job.pk)
    if job.state != ImportState.SHOWN:
        return job
    _move(job, ImportState.TAKING, attempts=0, told=None)
    transaction.on_commit(partial(_send, job.pk))
    return job


def begin(*, pk: int) -> bool:
    """Whether to work on it now. The attempt is committed before the work: a file that kills its worker is given up."""
    with transaction.atomic():
        job = _mine(pk)
        if job is None:
            return False
        if job.attempts >= MAX_ATTEMPTS:
            _move(job, ImportState.FAILED)
            logger.warning("Import %s was given up after %s attempts.", pk, job.attempts)
            return False
        job.attempts += 1
        job.save(update_fields=["attempts"])
        return True


@contextmanager
def at_work(*, pk: int) -> Iterator[TableImport | None]:
    """The job, locked to the end; None where another worker is at it or has done it.

    What is written inside and the job's own move are one transaction: killed in between, none of it was. Files of one
    register are taken in one after the other, so that the second sees what the first has written.
    """
    with transaction.atomic():
        job = _mine(pk)
        if job is not None and job.state == ImportState.TAKING:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{job.register}"])
        yield job


def end(*, job: TableImport, found: Found) -> TableImport:
    """Inside `at_work`. With one mistake in it nothing is taken."""
    if found.wrong:
        to = ImportState.WRONG
    else:
        to = ImportState.SHOWN if job.state == ImportState.LOOKING else ImportState.TAKEN
    told = asdict(found)
    counts = {name: told.pop(name) for name in ("rows", "new", "changed", "same", "wrong")}
    _move(job, to, told=json.dumps(told), **counts)
    return job


def sweep(*, now: datetime) -> list[int]:
    """Put away what nobody gave the word for, forget old findings; the keys of what a lost worker left."""
    with transaction.atomic():
        unused = TableImport.objects.shown().filter(moved_at__lt=now - SHOWN_FOR)
        for job in unused.select_for_update(skip_locked=True).without_file():
            _move(job, ImportState.EXPIRED, told=None)
        old = TableImport.objects.filter(state__in=ENDED, told__isnull=False, moved_at__lt=now - TOLD_FOR)
        old.update(told=None)
    lost = TableImport.objects.running().filter(moved_at__lt=now - timedelta(minutes=1))
    return list(lost.order_by("pk").values_list("pk", flat=True))


def _mine(pk: int) -> TableImport | None:
    rows = TableImport.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.running().select_related("by").filter(pk=pk).first()


def _move(job: TableImport, to: ImportState, **values) -> None:
    job.state, job.moved_at = to, timezone.now()
    names = ["state", "moved_at", *values]
    for name, value in values.items():
        setattr(job, name, value)
    if to in ENDED:
        job.content = None
        names.append("content")
    job.save(update_fields=names)


def _send(pk: int) -> None:
    """A broker that is away costs a moment, never the request: the beat finds the file later."""
    try:
        current_app.send_task("office.tasks.run_import", args=[pk], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("Import %s waits for the next sweep, the broker is away: %s", pk, error)
