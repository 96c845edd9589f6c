import base64
import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.sealed import SealedField
from office.querysets import TableImportQuerySet
from office.workflow import IMPORT_MOVES, IMPORT_RUNNING, ImportState


class TableImport(models.Model):
    """A large table on its way into a register. A worker looks at it, its owner gives the word, a worker takes it in.

    The file and what is said of its rows are sealed. The file goes as soon as nothing more can come of it.
    """

    State = ImportState

    register = models.CharField(_("register"), max_length=100)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="table_imports", verbose_name=_("uploaded by")
    )
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.LOOKING)
    content = SealedField(_("file"), kind="import_file", null=True)
    told = SealedField(_("what was found"), kind="import_told", null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("as before"), default=0)
    wrong = models.PositiveIntegerField(_("mistakes"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    moved_at = models.DateTimeField(_("moved"), default=timezone.now)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("table import")
        verbose_name_plural = _("table imports")
        constraints = [
            models.CheckConstraint(
                name="office_tableimport_file_goes",
                condition=Q(state__in=["looking", "shown", "taking"], content__isnull=False)
                | Q(state__in=["taken", "wrong", "failed", "expired"], content__isnull=True),
                violation_error_message=_("A file is kept as long as it is needed, and no longer."),
            ),
        ]
        indexes = [models.Index(name="office_tableimport_mine", fields=["by", "register", "-id"])]
        triggers = [
            pgtrigger.FSM(
                name="state_moves", field="state",
                transitions=[(str(old), str(new)) for old, news in IMPORT_MOVES.items() for new in sorted(news)],
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.register} · {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state in IMPORT_RUNNING

    def file(self) -> bytes:
        return base64.b64decode(self.content.reveal())

    def findings(self) -> dict[str, Any]:
        """`problems`: row, column, sentence; `preview`: what happens, region, name, what changes."""
        return json.loads(self.told.reveal()) if self.told else {"problems": [], "preview": []}
