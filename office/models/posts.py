import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.querysets import PostQuerySet
from places.models import Region


@pghistory.track()
class Department(models.Model):
    """A unit that holds posts and answers for places and reports."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments", verbose_name=_("region"))
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Role(models.TextChoices):
    """What a post may do; `office/policies.py` has the table. The three administrators exclude one another."""

    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Audit administrator")
    SECURITY = "security", _("Security administrator")
    SYSTEM = "system", _("System administrator")
    # Aid to households: who looks after it and visits, who decides, who pays. Nobody is two of them in one case.
    AID_WORKER = "aid_worker", _("Aid worker")
    AID_DECIDER = "aid_decider", _("Decides on aid")
    PAYER = "payer", _("Pays aid out")


# A range with its ends swapped is an error of PostgreSQL's own, before the check constraint can say its sentence.
DAYS = Func(
    "valid_from",
    Case(When(valid_to__lt=F("valid_from"), then=F("valid_from")), default=F("valid_to")),
    Value("[)"),
    function="daterange",
    output_field=DateRangeField(),
)


@pghistory.track()
class Post(models.Model):
    """A person in a role for a region and everything below it, from a day to a day.

    The database keeps it as it was given (`office_post_stays`): it can be ended, and a new one given. A post that is
    given opens the desk; it is standing over what needs two people once an audit administrator has agreed to it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="posts",
        verbose_name=_("account"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="posts", verbose_name=_("region"))
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("department"),
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("given by"),
    )
    # Weighed by the database (`office_post_agreed`), and never changed after.
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True, editable=False)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("First day on which it no longer holds."))

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                name="office_post_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A post ends after it began."),
            ),
            models.CheckConstraint(
                name="office_post_given_by_another",
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("user")),
                violation_error_message=_("Nobody gives themself a post."),
            ),
            # The first two administrators have nobody but each other; the trigger lets no other pair do so.
            models.CheckConstraint(
                name="office_post_agreed_by_another",
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_by=F("user"))
                    & (Q(role__in=["security", "auditor"]) | Q(given_by__isnull=False) & ~Q(agreed_by=F("given_by")))
                ),
                violation_error_message=_("Somebody else agrees: not who holds the post, nor who gave it."),
            ),
            ExclusionConstraint(
                name="office_post_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person holds this post already."),
            ),
            # 三员分立: system, security and audit administrators are different people (GB/T 22239-2019).
            ExclusionConstraint(
                name="office_post_three_administrators",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.NOT_EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=["auditor", "security", "system"]),
                violation_error_message=_("System, security and audit administrator are three different people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.region}"

    @property
    def holds(self) -> bool:
        """Both administrators stand for it."""
        return self.agreed_by_id is not None
