from celery import shared_task
from django.utils import timezone

from volunteers.actions import settling


@shared_task
def settle_shifts() -> None:
    settling.settle_ended(now=timezone.now())
