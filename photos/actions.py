"""Taking photos in, making the sizes that the public sees, and forgetting originals."""

import hashlib
import logging
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import IO

from celery import current_app
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError
from PIL import Image

from photos import reading
from photos.models import ORIGINALS, Photo, Size
from photos.reading import PhotoRefused

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
ORIGINALS_KEPT = timedelta(days=180)
ORPHANS_KEPT = timedelta(days=1)
QUALITY = 80

__all__ = ["PhotoRefused", "forget_originals", "process", "sweep_orphans", "sweep_withdrawn", "take_in", "withdraw"]


@transaction.atomic
def take_in(*, file: IO[bytes], uploaded_by: AbstractBaseUser | None = None, alt: str = "", alt_en: str = "") -> Photo:
    """Keep a picture privately and have its sizes made. Raises PhotoRefused for what is not a bearable picture.

    Not even the original is kept with its metadata: the privacy notice promises it.
    """
    content = reading.check(file)
    digest = hashlib.sha256(content).hexdigest()
    photo = Photo(uploaded_by=uploaded_by, alt=alt[:200], alt_en=alt_en[:200], sha256=digest)
    photo.original.save("original", ContentFile(content), save=False)
    photo.save(force_insert=True)
    transaction.on_commit(partial(_ask_for_sizes, photo))
    return photo


def process(*, photo: Photo) -> None:
    """Make a waiting photo ready. Running it twice, or at once, is harmless; killed halfway, it starts again.

    A photo that cannot be read, or that kills its worker, is given up after MAX_ATTEMPTS.
    """
    if not _begin_attempt(photo):
        return
    try:
        _make_ready(photo)
    except (PhotoRefused, FileNotFoundError) as reason:
        logger.warning("Photo %s could not be read: %s", photo.pk, reason)
        _give_up_when_tried_enough(photo)
    except OSError:
        # A full disk is not the photo's fault: the attempt does not count.
        Photo.objects.filter(pk=photo.pk).update(attempts=F("attempts") - 1)
        raise
    photo.refresh_from_db()


@transaction.atomic
def withdraw(*, photo: Photo) -> Photo:
    """Take the sizes out of the public folder, for good; the original stays private until it is forgotten."""
    photo = Photo.objects.select_for_update().get(pk=photo.pk)
    photo.state = Photo.State.WITHDRAWN
    photo.save(update_fields=["state"])
    transaction.on_commit(partial(_delete_sizes, photo))
    return photo


def sweep_withdrawn() -> None:
    """Delete the sizes of withdrawn photos whose process was killed before it did so."""
    for photo in Photo.objects.withdrawn().with_original().iterator():
        _delete_sizes(photo)


def forget_originals(*, now: datetime | None = None) -> int:
    """Delete originals that are older than 180 days; the sizes stay. Returns how many."""
    expired = Photo.objects.with_original().settled().filter(created_at__lt=(now or timezone.now()) - ORIGINALS_KEPT)
    forgotten = 0
    for photo in expired.iterator():
        # The file first: killed in between, the next run finds the row again.
        photo.original.delete(save=False)
        photo.save(update_fields=["original"])
        forgotten += 1
    return forgotten


def sweep_orphans(*, now: datetime | None = None) -> int:
    """Delete originals without a row: their transaction was rolled back after the file was written."""
    storage = storages["private"]
    before = (now or timezone.now()) - ORPHANS_KEPT
    swept = 0
    for folder in _listed(ORIGINALS)[0]:
        names = [f"{ORIGINALS}/{folder}/{name}" for name in _listed(f"{ORIGINALS}/{folder}")[1]]
        known = set(Photo.objects.filter(original__in=names).values_list("original", flat=True))
        for name in names:
            if name not in known and storage.get_modified_time(name) < before:
                storage.delete(name)
                swept += 1
    return swept


def _delete_sizes(photo: Photo) -> None:
    for size in Size:
        storages["default"].delete(photo.path(size))


def _ask_for_sizes(photo: Photo) -> None:
    """A broker that is away costs a moment, never the request: the beat finds the photo later."""
    try:
        current_app.send_task("photos.tasks.process_photo", args=[str(photo.pk)], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("Photo %s waits for the next sweep, the broker is away: %s", photo.pk, error)


def _begin_attempt(photo: Photo) -> bool:
    # Counted, and committed, before the work: a photo that kills its worker must not kill it for ever.
    waiting = Photo.objects.waiting().filter(pk=photo.pk)
    if waiting.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1):
        return True
    _give_up_when_tried_enough(photo)
    return False


def _give_up_when_tried_enough(photo: Photo) -> None:
    tried = Photo.objects.waiting().filter(pk=photo.pk, attempts__gte=MAX_ATTEMPTS)
    if tried.update(state=Photo.State.FAILED):
        logger.warning("Photo %s was given up after %s attempts.", photo.pk, MAX_ATTEMPTS)


@transaction.atomic
def _make_ready(photo: Photo) -> None:
    held = Photo.objects.waiting().select_for_update(skip_locked=True).filter(pk=photo.pk).first()
    if held is None:
        return
    with held.original.open("rb") as file:
        picture, (held.width, held.height) = reading.read(file, longest=Size.LARGE)
    _store_sizes(held, picture)
    held.state = Photo.State.READY
    held.save(update_fields=["width", "height", "state"])


def _store_sizes(photo: Photo, picture: Image.Image) -> None:
    storage = storages["default"]
    encoded: dict[tuple[int, int], bytes] = {}
    for size in Size:
        measure = photo.measure(size)
        if measure not in encoded:
            encoded[measure] = _webp(picture.resize(measure, Image.Resampling.LANCZOS, reducing_gap=3.0))
        path = photo.path(size)
        # What a killed run left is replaced; nobody is sent to these paths before the photo is ready.
        storage.delete(path)
        storage.save(path, ContentFile(encoded[measure]))


def _webp(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY, method=4)
    return buffer.getvalue()


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return storages["private"].listdir(folder)
    except FileNotFoundError:
        return [], []
