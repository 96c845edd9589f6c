from copy import deepcopy
from typing import TypeVar

from django import forms
from django.forms.renderers import TemplatesSetting

Form = TypeVar("Form", bound=forms.BaseForm)


class CivicFormRenderer(TemplatesSetting):
    """Forms are drawn by our own templates, with the error beside its field."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class _Shared(dict):
    """Fields that a form takes as they are: to copy them all took a twelfth of the time of a report of hours."""

    def __deepcopy__(self, memo: dict) -> dict:
        return dict(self)


def shares_fields(form: type[Form]) -> type[Form]:
    """Class decorator: all forms of the class use the same fields. What one of them changes it takes by `own` first."""
    form.base_fields = _Shared(form.base_fields)
    return form


def own(form: forms.BaseForm, name: str) -> forms.Field:
    """A field of this form alone."""
    form.fields[name] = deepcopy(form.fields[name])
    # A form that was checked already has bound the other one, and would draw it.
    form._bound_fields_cache.pop(name, None)
    return form.fields[name]
