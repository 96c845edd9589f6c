from celery import shared_task

from shop.actions import disclosures, ledger


@shared_task
def publish_heads() -> None:
    ledger.publish_heads()


@shared_task
def draft_disclosures() -> None:
    disclosures.draft_due()
