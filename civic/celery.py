"""The Celery application and the beat schedule: one line per job, each with its reason."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")

app = Celery("civic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # /health/ tells a dead worker by the age of this mark
    "heartbeat": {"task": "civic.tasks.heartbeat", "schedule": 30.0},
    # who was answered 90 days ago need not be called any more: the number is personal data without a purpose
    "forget-phones": {"task": "places.tasks.forget_phones", "schedule": crontab(hour=3, minute=20)},
    # a one-time code holds five minutes and a session half an hour: what is over is deleted
    "forget-codes": {"task": "office.tasks.forget_codes", "schedule": crontab(hour=3, minute=40)},
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=50)},
    # whoever keeps a published head can prove later that nothing of the day was changed; late, so that the day is in it
    "fund-heads": {"task": "shop.tasks.publish_heads", "schedule": crontab(hour=23, minute=50)},
    # a photo whose task was lost with the broker still gets its sizes
    "photos-waiting": {"task": "photos.tasks.process_waiting", "schedule": crontab(minute="*/5")},
    # originals are kept for 180 days, no longer; at an hour when nobody waits
    "photos-forget": {"task": "photos.tasks.forget_originals", "schedule": crontab(hour=3, minute=20)},
}
