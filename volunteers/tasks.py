"""Envelopes: each calls one action, and is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from volunteers.actions import (
    activities,
    deadlines,
    duplicates,
    figures,
    organization_figures,
    settling,
    shifts,
    totals,
)


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


@shared_task
def settle_shifts() -> None:
    settling.settle_ended(now=timezone.now())


@shared_task
def count_hours() -> None:
    figures.count_hours()


@shared_task
def check_totals() -> None:
    totals.check_sample()


@shared_task
def tell_of_due() -> None:
    deadlines.tell_of_due()


@shared_task
def tell_of_decisions() -> None:
    deadlines.tell_of_decisions()
