from celery import shared_task

from shop.actions import ledger


@shared_task
def publish_heads() -> None:
    ledger.publish_heads()
