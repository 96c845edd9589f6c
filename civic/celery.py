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
    "withdraw-photos": {"task": "places.tasks.withdraw_photos", "schedule": crontab(hour=3, minute=25)},
    # a one-time code holds five minutes and a session half an hour: what is over is deleted
    "forget-codes": {"task": "office.tasks.forget_codes", "schedule": crontab(hour=3, minute=40)},
    "clear-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=50)},
    # whoever keeps a published head can prove later that nothing of the day was changed; late, so that the day is in it
    "fund-heads": {"task": "shop.tasks.publish_heads", "schedule": crontab(hour=23, minute=50)},
    # what a fund owes the public is drafted on the day after its period: whoever writes it has the figures at hand
    "fund-disclosures": {"task": "shop.tasks.draft_disclosures", "schedule": crontab(hour=1, minute=10)},
    # a file whose worker died is taken up again, and one that nobody gave the word for is put away: it names people
    "imports-waiting": {"task": "office.tasks.sweep_imports", "schedule": crontab(minute="*/2")},
    # a year after a notice nobody needs to know any more who objected to it
    "forget-objectors": {"task": "office.tasks.forget_objectors", "schedule": crontab(hour=3, minute=30)},
    # a notice whose days are over waits for somebody to close it: who is told closes it on the same morning
    "notices-ended": {"task": "office.tasks.remind_of_ended_notices", "schedule": crontab(hour=8, minute=40)},
    # a photo whose task was lost with the broker still gets its sizes
    "photos-waiting": {"task": "photos.tasks.process_waiting", "schedule": crontab(minute="*/5")},
    # who forgot to check out is asked on the same day, while it is remembered
    "settle-shifts": {"task": "volunteers.tasks.settle_shifts", "schedule": crontab(minute="*/5")},
    # registrations that came by other ways than the form, such as an identity entered anew, are compared too
    "find-duplicates": {"task": "volunteers.tasks.find_duplicates", "schedule": crontab(hour=2, minute=10)},
    # public pages show these figures, so that they need not be made anew with every record
    "count-organizations": {"task": "volunteers.tasks.count_organizations", "schedule": crontab(hour=2, minute=20)},
    # originals are kept for 180 days, no longer; at an hour when nobody waits
    "photos-forget": {"task": "photos.tasks.forget_originals", "schedule": crontab(hour=3, minute=20)},
    # the public figures of hours are counted apart: records are written many times a minute
    "count-hours": {"task": "volunteers.tasks.count_hours", "schedule": crontab(minute=7)},
    # kept totals are the sums; a difference would be a fault that somebody has to look at
    "check-totals": {"task": "volunteers.tasks.check_totals", "schedule": crontab(minute="*/30")},
    # ten working days to record in (M67 art. 11): leaders hear of it before they are over
    "tell-of-due": {"task": "volunteers.tasks.tell_of_due", "schedule": crontab(hour=8, minute=30)},
    # a decision on hours names a person; the person hears of it, so that a forged one does not stay unseen
    "tell-of-decisions": {"task": "volunteers.tasks.tell_of_decisions", "schedule": crontab(hour=8, minute=35)},
    # activities begin and end by the clock, and places that became free unseen go to those in line
    "activities-clock": {"task": "volunteers.tasks.follow_the_clock", "schedule": crontab(minute="*/5")},
}
