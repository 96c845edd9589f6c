import hashlib
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from office.workflow import RUNNING

# The codes are of A to Z and 2 to 7.
LOOK_ALIKES = str.maketrans("018", "OIB")


class NoticeRuleQuerySet(models.QuerySet):
    def held_on(self, day: date) -> "NoticeRuleQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def of(self, kind: str, day: date):
        """The kind's own rule of that day, or the one for every kind; None before there was any."""
        return self.held_on(day).filter(kind__in=[kind, ""]).order_by("-kind").first()


class PublicNoticeQuerySet(models.QuerySet):
    def running(self) -> "PublicNoticeQuerySet":
        """Not decided yet, whether their days last or are over."""
        return self.filter(state__in=RUNNING)

    def over(self) -> "PublicNoticeQuerySet":
        return self.exclude(state__in=RUNNING)

    def ended(self, today: date | None = None) -> "PublicNoticeQuerySet":
        """Their days are over, and nobody has closed them yet."""
        return self.running().filter(ends_on__lt=today or timezone.localdate())

    def last_day(self, today: date) -> "PublicNoticeQuerySet":
        return self.running().filter(ends_on=today)


class ObjectionQuerySet(models.QuerySet):
    def waiting(self) -> "ObjectionQuerySet":
        return self.filter(answered_at__isnull=True)

    def to_forget(self, at: datetime) -> "ObjectionQuerySet":
        """Answered, to notices that have been over for long enough."""
        before = at - self.model.PERSON_KEPT
        return self.filter(forgotten_at__isnull=True, answered_at__lt=before, notice__ended_at__lt=before)

    def for_answer_by(self, user: User) -> "ObjectionQuerySet":
        """Unanswered, and another's: neither raised nor announced by `user`."""
        return self.waiting().exclude(notice__opened_by=user).exclude(by__isnull=False, by=user)

    def of_person(self, user: User) -> "ObjectionQuerySet":
        return self.filter(by=user).select_related("notice")

    def with_code(self, code: str) -> "ObjectionQuerySet":
        """By the code of the receipt, in any spelling of it."""
        return self.filter(code_digest=digest_of_code(code)).select_related("notice")


def digest_of_code(code: str) -> str:
    """Of a code as it was printed or as somebody types it: spaces, hyphens and look-alikes make no difference."""
    plain = "".join(filter(str.isalnum, code.upper())).translate(LOOK_ALIKES)
    return hashlib.sha256(plain.encode()).hexdigest()
