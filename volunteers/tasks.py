"""Envelopes: each calls one action, and is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from volunteers.actions import activities, duplicates, organization_figures, shifts


@shared_task
def find_duplicates() -> None:
    duplicates.find_duplicates()


@shared_task
def count_organizations() -> None:
    organization_figures.count_organizations()


@shared_task
def follow_the_clock() -> None:
    at = timezone.now()
    activities.follow_the_clock(at=at)
    shifts.fill_places(at=at)
