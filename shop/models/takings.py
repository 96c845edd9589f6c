from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.codes import CODES, new_code
from shop.models.boxes import Box, person
from shop.models.goods import GoodsItem

MOST_SAID_FEN = 100_000


class Taking(models.Model):
    """A visitor's word that a thing was taken and what was put into the box for it. The books never depend on it.

    The database takes `asked_fen` from the thing's price, notes the move, and makes the word void when the thing turns
    out to stand there still (`migrations/0009_goods.sql`).
    """

    item = models.ForeignKey(GoodsItem, on_delete=models.PROTECT, related_name="takings", verbose_name=_("thing"))
    box = models.ForeignKey(
        Box, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="takings",
        verbose_name=_("donation box"),
    )  # fmt: skip
    code = models.CharField(_("code of the slip"), max_length=16, unique=True, default=new_code, editable=False)
    asked_fen = models.PositiveIntegerField(_("asked, in fen"), default=0, editable=False)
    said_fen = models.PositiveIntegerField(_("put into the box, as the visitor says, in fen"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = person(_("marked by"), null=True, blank=True)
    is_void = models.BooleanField(_("void"), default=False, editable=False)
    token = models.UUIDField(_("form token"), unique=True, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("mark as taken")
        verbose_name_plural = _("marks as taken")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_taking_once",
                fields=["item"],
                condition=Q(is_void=False),
                violation_error_message=_("Somebody has marked this as taken already."),
            ),
            models.CheckConstraint(
                name="shop_taking_bearable",
                condition=Q(said_fen__lte=MOST_SAID_FEN),
                violation_error_message=_("No more than 1,000 yuan for one thing. Give more to the charity itself."),
            ),
            models.CheckConstraint(
                name="shop_taking_code_shape",
                condition=Q(code__regex=CODES.shape),
                violation_error_message=_("A slip's code has sixteen letters and digits."),
            ),
        ]
        indexes = [models.Index(name="shop_taking_of_box", fields=["box", "at", "id"], condition=Q(is_void=False))]

    def __str__(self) -> str:
        return f"{self.item} {timezone.localtime(self.at):%Y-%m-%d}"

    @property
    def shown_code(self) -> str:
        return CODES.in_groups(self.code)
