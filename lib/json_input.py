"""JSON that strangers send: read once, in one place, so that no view has to expect what only an attack would send."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

# Deeper than anything we take in; Python's own readers and writers fall over at about a thousand.
DEEPEST = 32
LARGEST_BODY = 1024 * 1024
# Half a character, which no database and no answer can hold; and how JSON may spell one.
HALF = re.compile("[\ud800-\udfff]")
HALF_SPELLED = re.compile(rb"\\u[dD][89a-fA-F]")


class NotJSON(ValueError):
    """Damaged, nested without end, or not in UTF-8."""


def read_json(data: bytes) -> Any:
    """What `data` says. Raises NotJSON. Half characters become U+FFFD, so that one bad word leaves the rest good."""
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
        if _is_too_deep(found):
            raise NotJSON("too deep")
        if HALF_SPELLED.search(data):
            found = json.loads(HALF.sub("\ufffd", json.dumps(found, ensure_ascii=False)))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotJSON(str(error)) from error
    return found


class SafeJSONParser(JSONParser):
    """The parser of every address of the API that takes a body. At most 1 MB."""

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        data = stream.read(LARGEST_BODY + 1)
        if len(data) > LARGEST_BODY:
            raise ParseError(_("This is too much at once. Please send it in parts."))
        try:
            return read_json(data)
        except NotJSON as error:
            raise ParseError(_("This is not JSON in UTF-8, or it is nested too deeply.")) from error


def _is_too_deep(found: Any) -> bool:
    level = [found]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
