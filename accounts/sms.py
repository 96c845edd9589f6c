"""Text messages: one call, and a backend that carries them, named by `SMS_BACKEND`.

A backend is a class with `send(phone, text, *, kind)`. `phone` is eleven digits, `kind` one of KINDS. It raises
`NotSent` where the network refuses the message.
"""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from lib.masking import mask_phone
from lib.refusals import Refused

KINDS = ("code", "notice")


class NotSent(Refused):
    status = 503

    def __init__(self):
        super().__init__(_("The text message could not be sent. Please try again in a few minutes."))


class Backend(Protocol):
    def send(self, phone: str, text: str, *, kind: str) -> None: ...


class ConsoleBackend:
    """For development: the message appears where the server was started."""

    def send(self, phone: str, text: str, *, kind: str) -> None:
        sys.stderr.write(f"SMS to {mask_phone(phone)}: {text}\n")


def send(phone: str, text: str, *, kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of message: {kind!r}")
    backend: Backend = import_string(settings.SMS_BACKEND)()
    backend.send(phone, text, kind=kind)
