import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from photos.querysets import PhotoQuerySet


def private_storage():
    return storages["private"]


ORIGINALS = "originals"


def original_path(photo: "Photo", _filename: str) -> str:
    return f"{ORIGINALS}/{photo.pk.hex[:2]}/{photo.pk.hex}"


class Size(models.IntegerChoices):
    """Longest side in pixels of the three pictures that are made of each original."""

    SMALL = 320, _("small")
    MEDIUM = 960, _("medium")
    LARGE = 1920, _("large")


class Photo(models.Model):
    """A picture: the original stays private, and neither it nor what the public sees carries metadata."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be read")
        WITHDRAWN = "withdrawn", _("no longer shown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original = models.FileField(_("original"), storage=private_storage, upload_to=original_path)
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    width = models.PositiveIntegerField(_("width"), null=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, editable=False)
    alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    alt_en = models.CharField(_("what the picture shows, in English"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                name="photos_photo_ready_has_size",
                condition=~Q(state="ready") | Q(width__gt=0, height__gt=0),
                violation_error_message=_("A ready photo has a width and a height."),
            ),
        ]
        indexes = [
            models.Index(name="photos_waiting", fields=["created_at"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.alt or str(self.pk)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def local_alt(self) -> str:
        return self.alt_en if get_language() == "en" and self.alt_en else self.alt

    def measure(self, size: Size) -> tuple[int, int]:
        """Width and height in that size; nothing is made larger than it was."""
        scale = min(1, int(size) / max(self.width, self.height))
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    @property
    def srcset(self) -> str:
        widths = {self.measure(size)[0]: self.url(size) for size in reversed(Size)}
        return ", ".join(f"{url} {width}w" for width, url in sorted(widths.items()))

    def path(self, size: Size) -> str:
        return f"photos/{self.pk.hex[:2]}/{self.pk.hex}-{int(size)}.webp"

    def url(self, size: Size) -> str:
        return storages["default"].url(self.path(size))

    @property
    def small(self) -> str:
        return self.url(Size.SMALL)

    @property
    def medium(self) -> str:
        return self.url(Size.MEDIUM)

    @property
    def large(self) -> str:
        return self.url(Size.LARGE)
