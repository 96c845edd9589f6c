import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.typed import Line
from shop.vocabulary import AccountKind, Cause


@pghistory.track()
class Fund(models.Model):
    """Money for one purpose (Charity Law art. 26, 54): who keeps it, what it may be spent on, from when to when.

    Purpose, causes and custodian never change once the fund stands (`shop_fund_immutable`).
    """

    code = models.SlugField(_("code"), max_length=24, unique=True)
    name = Line(_("name"), max_length=60)
    name_en = Line(_("name in English"), max_length=100)
    purpose = Line(_("purpose"), max_length=300)
    purpose_en = Line(_("purpose in English"), max_length=400)
    causes = ArrayField(models.CharField(max_length=12, choices=Cause), verbose_name=_("may be spent on"))
    pays_costs = models.BooleanField(_("necessary costs may be paid from it"), default=False)
    custodian = Line(_("charity that keeps the money"), max_length=80)
    custodian_en = Line(_("charity that keeps the money, in English"), max_length=120)
    licence_no = Line(_("licence for public fundraising"), max_length=40)
    agreement_no = Line(_("agreement"), max_length=40, blank=True)
    filing_no = Line(_("filing number of the plan"), max_length=40)
    plan_from = models.DateField(_("plan from"))
    plan_to = models.DateField(_("plan to"), help_text=_("Last day, included."))
    leftovers = Line(_("what happens with what is left"), max_length=200, blank=True)
    leftovers_en = Line(_("what happens with what is left, in English"), max_length=300, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=True)
    is_sample = models.BooleanField(_("invented for the sample city"), default=False)

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        constraints = [
            # 公开募捐管理办法 art. 10: as a rule three years at most.
            models.CheckConstraint(
                name="shop_fund_plan",
                condition=Q(plan_to__gte=F("plan_from")),
                violation_error_message=_("A plan ends after it began."),
            ),
            models.CheckConstraint(
                name="shop_fund_has_a_cause",
                condition=Q(causes__len__gte=1),
                violation_error_message=_("Say what the fund may be spent on."),
            ),
            models.CheckConstraint(
                name="shop_fund_filed",
                condition=Q(custodian__regex=r"\S", licence_no__regex=r"\S", filing_no__regex=r"\S"),
                violation_error_message=_("A fund names the charity that keeps it, its licence and the filed plan."),
            ),
        ]

    def __str__(self) -> str:
        return self.local_name

    def get_absolute_url(self) -> str:
        return reverse("fund_detail", args=[self.code])

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_name(self) -> str:
        return self._local("name")

    @property
    def local_purpose(self) -> str:
        return self._local("purpose")

    @property
    def local_custodian(self) -> str:
        return self._local("custodian")

    @property
    def local_leftovers(self) -> str:
        return self._local("leftovers")


class Account(models.Model):
    """One account of one fund's books. `code` is its name in the exported journal, without the kind and the fund."""

    Kind = AccountKind

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("fund"))
    kind = models.CharField(_("kind"), max_length=8, choices=AccountKind)
    code = models.CharField(_("code"), max_length=24)
    name = Line(_("name"), max_length=40)
    name_en = Line(_("name in English"), max_length=60)
    cause = models.CharField(_("spent on"), max_length=12, choices=Cause, blank=True)

    append_only = True

    class Meta:
        verbose_name = _("account of a fund")
        verbose_name_plural = _("accounts of funds")
        ordering = ["fund", "kind", "code"]
        constraints = [
            models.UniqueConstraint(name="shop_account_once", fields=["fund", "kind", "code"]),
            models.CheckConstraint(
                name="shop_account_code_shape",
                condition=Q(code__regex=r"^[A-Z][A-Za-z0-9-]*$"),
                violation_error_message=_("An account's code begins with a capital letter."),
            ),
            models.CheckConstraint(
                name="shop_account_cause_of_expense",
                condition=Q(cause="") | Q(kind="expense"),
                violation_error_message=_("Only money that is spent has a cause."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund.code}:{self.code}"

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name
