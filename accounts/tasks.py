from importlib import import_module

from celery import shared_task
from django.conf import settings

from accounts.actions import sweep_tries


@shared_task
def clear_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    sweep_tries()
