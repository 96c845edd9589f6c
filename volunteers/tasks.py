from celery import shared_task

from volunteers.actions import duplicates, organization_figures


@shared_task
def find_duplicates() -> None:
    duplicates.find_duplicates()


@shared_task
def count_organizations() -> None:
    organization_figures.count_organizations()
