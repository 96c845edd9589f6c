"""What the counters go by: prices and refusals are the city's, a list of duty is each shop's."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from office.admin.scoped import ScopedAdmin
from office.policies import Area, Power, scope_of, within
from shop.admin.base import MoneyAdmin, RefusalsAsMessages
from shop.admin.count_forms import PersonField
from shop.forms import YuanField
from shop.models import Duty, PriceGuide, RefusalRule, Shop
from shop.models.guide import HIGHEST_PRICE_FEN
from shop.refusals import in_words
from shop.templatetags.money import yuan


class PriceForm(forms.ModelForm):
    price = YuanField(label=_("Price in yuan"), max_value=HIGHEST_PRICE_FEN // 100)

    class Meta:
        model = PriceGuide
        fields = ["category", "condition", "valid_from"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if "price" in cleaned:
            self.instance.price_fen = cleaned["price"]
        return cleaned


@admin.register(PriceGuide)
class PriceGuideAdmin(MoneyAdmin):
    """A price that has begun is not edited: the next one follows it."""

    form = PriceForm
    list_display = ["category", "condition", "shown_price", "valid_from"]
    list_filter = ["category", "condition"]
    ordering = ["category", "condition", "-valid_from"]

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request)

    def get_fields(self, request, obj=None):
        return ["category", "condition", "shown_price", "valid_from"] if obj else [*PriceForm.Meta.fields, "price"]

    def get_readonly_fields(self, request, obj=None):
        return ["shown_price"] if obj else []

    @admin.display(description=_("price in yuan"), ordering="price_fen")
    def shown_price(self, row: PriceGuide) -> str:
        return yuan(row.price_fen)


@admin.register(RefusalRule)
class RefusalRuleAdmin(MoneyAdmin):
    list_display = ["name", "sentence", "position", "valid_from", "valid_to"]
    search_fields = ["name", "name_en", "code"]
    ordering = ["position", "pk"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


class DutyForm(forms.ModelForm):
    who = PersonField(label=_("Volunteer: mobile number"), max_length=64)

    class Meta:
        model = Duty
        fields = ["shop", "valid_from", "valid_to"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if "who" in cleaned:
            self.instance.user = cleaned["who"]
        return cleaned


class DutyEndForm(forms.ModelForm):
    class Meta:
        model = Duty
        fields = ["valid_to"]


@admin.register(Duty)
class DutyAdmin(RefusalsAsMessages, ScopedAdmin):
    """Who serves at which counter, named by somebody else."""

    area = Area.GOODS
    region_path = "shop__region"
    desk_group = "shop"
    list_display = ["shop", "user", "valid_from", "valid_to", "given_by"]
    list_filter = ["shop"]
    list_select_related = ["shop__region", "user", "given_by"]
    ordering = ["shop", "pk"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=DutyEndForm if obj else DutyForm, **kwargs)

    def get_fields(self, request, obj=None):
        return ["shop", "user", "valid_from", "given_by", "valid_to"] if obj else [*DutyForm.Meta.fields, "who"]

    def get_readonly_fields(self, request, obj=None):
        return ["shop", "user", "valid_from", "given_by"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "shop":
            scope = scope_of(request.user, Power.CHANGE, self.area)
            kwargs["queryset"] = Shop.objects.filter(within(scope, "region__code"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.given_by = request.user
        with in_words():
            obj.save()
