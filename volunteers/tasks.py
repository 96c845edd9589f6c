from celery import shared_task

from volunteers.actions import deadlines, figures, totals


@shared_task
def count_hours() -> None:
    figures.count_hours()


@shared_task
def check_totals() -> None:
    totals.check_sample()


@shared_task
def tell_of_due() -> None:
    deadlines.tell_of_due()
