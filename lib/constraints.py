"""What the database refuses, in words.

A rule stands once, in the database, and every refusal of it names a constraint. An app says which sentence belongs to
which name: those of its models are known already, those of its triggers it lists.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from lib.refusals import Forbidden, Refused

Result = TypeVar("Result")
DEADLOCK = "40P01"
MOST_TANGLES = 3


class Walls:
    """The constraints of one app: `with walls.in_words(): …`."""

    def __init__(self, app_label: str, *, by_trigger: Mapping[str, Any], may_not: Collection[str] = ()):
        self.app_label = app_label
        self.by_trigger = by_trigger
        self.may_not = may_not

    @cached_property
    def sentences(self) -> dict[str, Any]:
        own = {
            constraint.name: constraint.violation_error_message
            for model in apps.get_app_config(self.app_label).get_models()
            for constraint in model._meta.constraints
        }
        return {**own, **self.by_trigger}

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """A savepoint. A constraint that is broken inside becomes a Refused (or Forbidden) with its sentence."""
        try:
            with transaction.atomic():
                yield
        except IntegrityError as error:
            name = constraint_of(error)
            if name not in self.sentences:
                raise
            kind = Forbidden if name in self.may_not else Refused
            raise kind(self.sentences[name], constraint=name) from error


def untangled(do: Callable[[], Result]) -> Result:
    """What `do`, a whole transaction or savepoint, gives.

    Two writes that an exclusion constraint compares may wait for each other: PostgreSQL ends one of them, which is done
    again here and finds what the other has written.
    """
    for _time in range(MOST_TANGLES):
        try:
            return do()
        except OperationalError as error:
            if not is_deadlock(error):
                raise
    return do()


def is_deadlock(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "pgcode", None) == DEADLOCK


def constraint_of(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
