"""Columns for what people type: by whatever door it comes, it is cleaned when validated and when written."""

from functools import cached_property

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from lib.saying import VISIBLE
from lib.text import one_line, written

UNSEEN_CONTROL = r"[\u0001-\u001f\u007f-\u009f]"


class Line(models.CharField):
    """A name, an address, a sentence: on one line, without what cannot be seen or stored."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else one_line(value)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Lines(models.TextField):
    """A text over several lines. `max_length` holds for every way in, not for forms alone."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else written(value)

    @cached_property
    def validators(self):
        return [*super().validators, *([MaxLengthValidator(self.max_length)] if self.max_length else [])]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def can_be_read(*fields: str, name: str, message: str, may_be_empty: tuple[str, ...] = ()) -> models.CheckConstraint:
    """Each of `fields` shows something; neither they nor `may_be_empty` hold a control character."""
    shown = Q(*((f"{field}__regex", VISIBLE) for field in fields))
    hidden = Q(*((f"{field}__regex", UNSEEN_CONTROL) for field in (*fields, *may_be_empty)), _connector=Q.OR)
    return models.CheckConstraint(name=name, condition=shown & ~hidden, violation_error_message=message)
