from celery import shared_task

from places import actions


@shared_task
def forget_phones() -> None:
    actions.forget_phones()


@shared_task
def withdraw_photos() -> None:
    actions.withdraw_photos()
