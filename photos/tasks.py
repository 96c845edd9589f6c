from celery import shared_task

from photos import actions
from photos.models import Photo

WAITING_AT_ONCE = 100


@shared_task
def process_photo(photo_id: str) -> None:
    for photo in Photo.objects.waiting().filter(pk=photo_id):
        actions.process(photo=photo)


@shared_task
def process_waiting() -> None:
    """Photos whose own task was lost."""
    for photo in Photo.objects.waiting().overlooked()[:WAITING_AT_ONCE]:
        actions.process(photo=photo)


@shared_task
def forget_originals() -> None:
    actions.sweep_withdrawn()
    actions.forget_originals()
    actions.sweep_orphans()
