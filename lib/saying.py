"""Whether a text says something. The database asks by the same pattern as forms, actions and tables do."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Neither space nor line end nor what has no width: PostgreSQL's \s does not know them all.
VISIBLE = r"[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]"
# Two characters that can be seen, wherever they stand: “表 1” says which sheet, “.” says nothing.
SAYS = f"{VISIBLE}.*{VISIBLE}"
_SAYS = re.compile(SAYS, re.DOTALL)


def says_something(text: str) -> bool:
    return _SAYS.search(text) is not None


def validate_says(text: str) -> None:
    """For form fields."""
    if not says_something(text):
        raise ValidationError(_("Please write at least two characters."), code="says_nothing")
