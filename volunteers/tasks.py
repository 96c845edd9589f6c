from celery import shared_task
from django.utils import timezone

from volunteers.actions import activities, shifts


@shared_task
def follow_the_clock() -> None:
    at = timezone.now()
    activities.follow_the_clock(at=at)
    shifts.fill_places(at=at)
