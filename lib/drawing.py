"""Fragments that depend on their named inputs alone are drawn once and kept in the process.

A list of parks made anew after one park changed draws one row; the bar and the footer of a page are drawn once per
address. There is nothing to invalidate: other inputs are another fragment.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.functional import LazyObject, empty
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 4096

_drawn: OrderedDict[tuple, SafeString] = OrderedDict()
_lock = Lock()


def draw(template_name: str, **inputs: Any) -> SafeString:
    """The template with `inputs` and the active language, and nothing else.

    Inputs are hashable values, model instances (compared by their fields) or the request (by method and address).
    """
    key = (template_name, get_language(), *((name, identity(value)) for name, value in inputs.items()))
    known = _drawn.get(key)
    if known is not None and not settings.DEBUG:
        return known
    # Without a request, no context processor runs: what is not named is not there.
    drawn = get_template(template_name).render(inputs)
    with _lock:
        _drawn[key] = drawn
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return drawn


def forget() -> None:
    with _lock:
        _drawn.clear()


def identity(value: Any) -> Hashable:
    """What makes two inputs the same. Equal models are not the same model: a changed field draws anew."""
    if isinstance(value, LazyObject):
        value = unwrapped(value)
    if isinstance(value, HttpRequest):
        match = value.resolver_match
        return value.method, value.get_full_path(), match and match.view_name
    if isinstance(value, Model):
        return tuple(identity(value.__dict__.get(field.attname)) for field in value._meta.concrete_fields)
    if isinstance(value, tuple | list):
        return tuple(identity(one) for one in value)
    if isinstance(value, dict):
        return tuple((name, identity(one)) for name, one in value.items())
    return value


def unwrapped(value: LazyObject) -> Any:
    if value._wrapped is empty:
        value._setup()
    return value._wrapped
