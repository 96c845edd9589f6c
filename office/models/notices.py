"""Public notices (公示): what is announced before it is decided, for how long, and who objected in their own name.

What holds them is in `migrations/0006_notices_hold.sql`: a notice is never shortened, closes when its days are over and
every objection is answered, and the database counts what came of it.
"""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import validate_contact_phone
from lib.saying import SAYS
from lib.typed import Line, Lines
from office.notice_querysets import NoticeRuleQuerySet, PublicNoticeQuerySet
from office.workflow import RUNNING, NoticeKind, NoticeOutcome, NoticeState


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


DAYS = DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=False))


def person(verbose_name, **values) -> models.ForeignKey:
    """Somebody who answers for a step; kept for as long as the notice is."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        **{
            "on_delete": models.PROTECT, "related_name": "+", "db_index": False, "editable": False,
            "verbose_name": verbose_name, **values,
        },
    )  # fmt: skip


@pghistory.track()
class NoticeRule(models.Model):
    """How long something is announced at least. A rule without a kind is for every kind that has none of its own."""

    kind = models.CharField(
        _("kind"), max_length=12, choices=NoticeKind, blank=True, help_text=_("Empty: every kind without its own rule.")
    )
    least_workdays = models.PositiveSmallIntegerField(_("working days at least"), default=5)
    least_days = models.PositiveSmallIntegerField(
        _("days at least"), default=5, help_text=_("Counted by the calendar, days off included.")
    )
    source = models.CharField(_("where it is written"), max_length=200)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("First day on which it no longer holds."))

    objects = NoticeRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of public notices")
        verbose_name_plural = _("rules of public notices")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="office_noticerule_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it began."),
            ),
            models.CheckConstraint(
                name="office_noticerule_days",
                condition=Q(least_workdays__gte=1, least_days__gte=F("least_workdays"), least_days__lte=90),
                violation_error_message=_("At least one working day; the days of the calendar are no fewer."),
            ),
            ExclusionConstraint(
                name="office_noticerule_one_a_day",
                expressions=[("kind", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                violation_error_message=_("Another rule holds on some of these days. End it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display() or _('Every kind')}: {self.least_workdays} ({self.valid_from})"


@pghistory.track()
class PublicNotice(models.Model):
    """One notice. What it says never changes; the database writes outcome and numbers when it closes."""

    State, Kind, Outcome = NoticeState, NoticeKind, NoticeOutcome

    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    serial = models.PositiveIntegerField(_("number in the year"), editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    title = Line(_("title"), max_length=120)
    title_en = Line(_("title in English"), max_length=200, blank=True)
    body = Lines(_("what is announced"), max_length=5000, help_text=_("People in it are masked already."))
    body_en = Lines(_("what is announced, in English"), max_length=8000, blank=True)
    posted_at = Line(_("where else it hangs"), max_length=120, blank=True)
    posted_at_en = Line(_("where else it hangs, in English"), max_length=200, blank=True)
    contact = Line(_("who takes objections"), max_length=80)
    contact_en = Line(_("who takes objections, in English"), max_length=160, blank=True)
    contact_phone = models.CharField(_("telephone for objections"), max_length=20, validators=[validate_contact_phone])
    contact_address = Line(_("address for objections"), max_length=120, blank=True)
    contact_address_en = Line(_("address for objections, in English"), max_length=160, blank=True)
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), help_text=_("Included."))
    # What the rule asked for on the first day: the database writes it.
    least_days = models.PositiveSmallIntegerField(_("days at least"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.OPEN, editable=False)
    opened_by = person(pgettext_lazy("public notice", "opened by"))
    opened_at = models.DateTimeField(pgettext_lazy("public notice", "opened"), default=timezone.now, editable=False)
    ended_by = person(_("closed or withdrawn by"), null=True, blank=True)
    ended_at = models.DateTimeField(_("closed or withdrawn"), null=True, blank=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=NoticeOutcome, blank=True, editable=False)
    statement = Lines(
        _("public statement"), max_length=1000, blank=True, editable=False, help_text=_("The public reads it.")
    )
    statement_en = Lines(_("public statement in English"), max_length=1500, blank=True, editable=False)
    objections_raised = models.PositiveIntegerField(_("objections"), null=True, blank=True, editable=False)
    objections_upheld = models.PositiveIntegerField(_("objections upheld"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("staff reminded"), null=True, blank=True, editable=False)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(name="office_publicnotice_number", fields=["year", "serial"]),
            models.CheckConstraint(
                name="office_publicnotice_span",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("A notice ends after it began."),
            ),
            models.CheckConstraint(
                name="office_publicnotice_says_something",
                condition=Q(title__regex=SAYS, body__regex=SAYS, contact__regex=SAYS, contact_phone__regex=r"\d"),
                violation_error_message=_("A notice says what is announced, and who takes objections by telephone."),
            ),
            models.CheckConstraint(
                name="office_publicnotice_ended",
                condition=Q(state__in=["open", "extended"], ended_at__isnull=True, ended_by__isnull=True, outcome="")
                | Q(
                    state="closed",
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    outcome__in=["upheld", "not_upheld"],
                    objections_raised__isnull=False,
                    objections_upheld__isnull=False,
                )
                | Q(state="withdrawn", ended_at__isnull=False, ended_by__isnull=False, outcome=""),
                violation_error_message=_("Somebody closes a notice, on a day, with an outcome."),
            ),
            models.CheckConstraint(
                name="office_publicnotice_explained",
                condition=~(Q(state="withdrawn") | Q(outcome="not_upheld")) | Q(statement__regex=SAYS),
                violation_error_message=_("Say in public why the announced decision does not come."),
            ),
        ]
        indexes = [
            models.Index(name="office_notice_running", fields=["ends_on"], condition=Q(state__in=["open", "extended"]))
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("notice_detail", args=[self.year, self.serial])

    @property
    def number(self) -> str:
        return f"公示〔{self.year}〕{self.serial}号"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def has_passed(self) -> bool:
        """Closed, and no objection was right: what was announced may be decided. `office_notice_has_passed` in SQL."""
        return self.state == NoticeState.CLOSED and self.outcome == NoticeOutcome.UPHELD

    @property
    def shows_body(self) -> bool:
        """A household's hardship is read while one may object, and not for ever after (Charity Law art. 82)."""
        return self.is_running or self.kind != NoticeKind.AID

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_title(self) -> str:
        return self._local("title")

    @property
    def local_body(self) -> str:
        return self._local("body")

    @property
    def local_statement(self) -> str:
        return self._local("statement")

    @property
    def local_posted_at(self) -> str:
        return self._local("posted_at")

    @property
    def local_contact(self) -> str:
        return self._local("contact")

    @property
    def local_contact_address(self) -> str:
        return self._local("contact_address")


class NoticeExtension(models.Model):
    """A notice lasts longer: from which last day to which, and why. Inserting it moves the notice's last day."""

    notice = models.ForeignKey(
        PublicNotice,
        on_delete=models.PROTECT,
        related_name="extensions",
        verbose_name=pgettext_lazy("public notice", "notice"),
    )
    from_day = models.DateField(_("last day before"))
    to_day = models.DateField(_("last day now"))
    reason = models.CharField(_("reason"), max_length=200, help_text=_("The public reads it."))
    reason_en = models.CharField(_("reason in English"), max_length=300, blank=True)
    by = person(_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("extension of a notice")
        verbose_name_plural = _("extensions of notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="office_noticeextension_once",
                fields=["notice", "from_day"],
                violation_error_message=_("Somebody has just extended this notice. Please load the page again."),
            ),
            models.CheckConstraint(
                name="office_noticeextension_longer",
                condition=Q(to_day__gt=F("from_day")),
                violation_error_message=_("A notice is never shortened."),
            ),
            models.CheckConstraint(
                name="office_noticeextension_reason",
                condition=Q(reason__regex=SAYS),
                violation_error_message=_("Say why the notice lasts longer; the public reads it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice.number} → {self.to_day}"

    @property
    def local_reason(self) -> str:
        return self.reason_en if get_language() == "en" and self.reason_en else self.reason
