"""Fragments that depend on their named inputs alone are drawn once and kept in the process.

A list of parks made anew after one park changed draws one row; the bar and the footer of a page are drawn once per
address. There is nothing to invalidate: other inputs are another fragment.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sized
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.functional import LazyObject, empty
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

PLAIN = (str, int, float, type(None))
Drawing = TypeVar("Drawing", bound=Sized)


class Drawings:
    """The last drawings, of at most so many characters together."""

    def __init__(self, most: int):
        self.most = most
        self._known: OrderedDict[Hashable, Sized] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], Drawing]) -> Drawing:
        known = self._known.get(key)
        if known is not None and not settings.DEBUG:
            return known
        drawn = draw()
        with self._lock:
            self._size += len(drawn) - len(self._known.pop(key, ""))
            self._known[key] = drawn
            while self._size > self.most:
                self._size -= len(self._known.popitem(last=False)[1])
        return drawn

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._known)


drawings = Drawings(most=16_000_000)


def draw(template_name: str, **inputs: Any) -> SafeString:
    """The template with `inputs` and the active language, and nothing else.

    Inputs are hashable values, model instances (compared by their fields) or the request (by method and address).
    """
    key = (template_name, get_language(), *((name, identity(value)) for name, value in inputs.items()))
    return drawings.get(key, lambda: _rendered(template_name, inputs))


def draw_each(template_name: str, name: str, values: Iterable[Any], **inputs: Any) -> SafeString:
    """One drawing for each of `values`, which the template knows by `name`; joined."""
    shared = (template_name, get_language(), name, *((known, identity(value)) for known, value in inputs.items()))
    each = [
        drawings.get((shared, identity(value)), lambda value=value: _rendered(template_name, {name: value, **inputs}))
        for value in values
    ]
    return mark_safe("".join(each))


def _rendered(template_name: str, inputs: dict) -> SafeString:
    # Without a request, no context processor runs: what is not named is not there.
    return get_template(template_name).render(inputs)


def identity(value: Any) -> Hashable:
    """What makes two inputs the same. Equal models are not the same model: a changed field draws anew."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, LazyObject):
        value = unwrapped(value)
    if isinstance(value, HttpRequest):
        match = value.resolver_match
        return value.method, value.get_full_path(), match and match.view_name
    if isinstance(value, Model):
        fields = value.__dict__
        return tuple([identity(fields.get(name)) for name in _attnames(type(value))])
    if isinstance(value, tuple | list):
        return tuple([identity(one) for one in value])
    if isinstance(value, dict):
        return tuple([(name, identity(one)) for name, one in value.items()])
    return value


@lru_cache(maxsize=64)
def _attnames(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def unwrapped(value: LazyObject) -> Any:
    if value._wrapped is empty:
        value._setup()
    return value._wrapped
