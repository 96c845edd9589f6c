from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from office.policies import Power
from shop.actions import ledger
from shop.admin.base import MoneyAdmin, WrittenOnce
from shop.models import Fund, MonthLock
from shop.templatetags.money import yuan
from shop.vocabulary import Cause

# What the plan says, and the trigger `shop_fund_immutable` holds.
CHARITY = ["custodian", "custodian_en", "licence_no", "agreement_no", "filing_no"]
FIXED = ["code", "purpose", "causes", "pays_costs", "custodian", "plan_from"]


class FundForm(forms.ModelForm):
    causes = forms.MultipleChoiceField(
        label=_("may be spent on"), choices=Cause.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Fund
        fields = "__all__"  # noqa: DJ007


@admin.register(Fund)
class FundAdmin(MoneyAdmin):
    """A fund is opened with its accounts; what it is for stands from then on."""

    form = FundForm
    list_display = ["name", "code", "shown_left", "custodian", "plan_from", "plan_to", "is_public", "is_sample"]
    list_filter = ["is_public", "is_sample"]
    search_fields = ["name", "name_en", "code"]
    ordering = ["plan_from", "pk"]
    fieldsets = [
        (None, {"fields": ["code", "name", "name_en"]}),
        (
            _("Purpose: fixed once the fund is open"),
            {"fields": ["purpose", "purpose_en", "causes", "pays_costs"]},
        ),
        (
            _("Charity and plan"),
            {"fields": [*CHARITY, "plan_from", "plan_to"]},
        ),
        (_("What is left at the end"), {"fields": ["leftovers", "leftovers_en"]}),
        (_("In public"), {"fields": ["is_public", "is_sample"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("accounts__balance")

    def has_add_permission(self, request) -> bool:
        return self.may(request, Power.PUBLISH)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.may(request, Power.PUBLISH, obj)

    def get_readonly_fields(self, request, obj=None):
        return [*FIXED, "shown_causes"] if obj else []

    def get_fieldsets(self, request, obj=None):
        """What it may be spent on: a choice once, words from then on."""
        fixed = {"causes": "shown_causes"} if obj else {}
        return [
            (title, {"fields": [fixed.get(name, name) for name in options["fields"]]})
            for title, options in self.fieldsets
        ]

    @admin.display(description=_("may be spent on"))
    def shown_causes(self, fund: Fund) -> str:
        return " · ".join(str(Cause(cause).label) for cause in fund.causes)

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            obj.pk = ledger.open_fund(**form.cleaned_data).pk

    @admin.display(description=_("balance in yuan"))
    def shown_left(self, fund: Fund) -> str:
        balances = (account.balance for account in fund.accounts.all())
        return yuan(sum(balance.fen for balance in balances if balance.is_asset))

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()


class LockForm(forms.ModelForm):
    class Meta:
        model = MonthLock
        fields = ["fund", "month"]
        help_texts = {"month": _("The first day of the month. A closed month is never opened again.")}


@admin.register(MonthLock)
class MonthLockAdmin(WrittenOnce):
    """Closing a month: a reviewer's step, and a final one."""

    form = LockForm
    list_display = ["fund", "month", "locked_by", "locked_at"]
    list_filter = ["fund"]
    list_select_related = ["fund", "locked_by"]
    ordering = ["-month"]

    def has_add_permission(self, request) -> bool:
        return self.may(request, Power.PUBLISH)

    def save_model(self, request, obj, form, change):
        obj.pk = ledger.close_month(fund=obj.fund, month=obj.month, by=request.user).pk
