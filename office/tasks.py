from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from office.actions import notices
from office.models import Message


@shared_task
def forget_codes() -> None:
    """A one-time code holds for five minutes; a day later nothing of it is left."""
    Message.objects.codes().filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()


@shared_task
def remind_of_ended_notices() -> None:
    notices.remind_of_ended()


@shared_task
def forget_objectors() -> None:
    notices.forget_objectors()
