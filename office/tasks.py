from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from office.actions import imports, notices
from office.admin import background
from office.models import Message


@shared_task
def forget_codes() -> None:
    """A one-time code holds for five minutes; a day later nothing of it is left."""
    Message.objects.codes().filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()


@shared_task
def run_import(pk: int) -> None:
    background.run_import(pk)


@shared_task
def sweep_imports() -> None:
    """Files whose own task was lost with the broker or its worker; those that nobody gave the word for are put away."""
    for pk in imports.sweep(now=timezone.now()):
        background.run_import(pk)


@shared_task
def remind_of_ended_notices() -> None:
    notices.remind_of_ended()


@shared_task
def forget_objectors() -> None:
    notices.forget_objectors()
