"""Goods and their slips on the desk. Taken in at the counter or from a table; moved, never edited away."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from lib.refusals import Refused
from office.admin.scoped import ScopedAdmin
from office.admin.tables import TableRegister
from office.policies import Area, Power
from shop.actions import donors, goods
from shop.admin.base import RefusalsAsMessages
from shop.forms import YuanField
from shop.models import Donation, GoodsItem, GoodsMove, Taking
from shop.resources import GoodsResource
from shop.templatetags.money import yuan
from shop.workflow import GOODS_MOVES, GoodsState

EDITED = ("category", "condition", "name", "name_en")


class GoodsDeskForm(forms.ModelForm):
    price = YuanField(label=_("Price in yuan"))
    to = forms.ChoiceField(label=_("Where it goes"), required=False)
    why = forms.CharField(label=_("Why"), max_length=200, required=False)

    class Meta:
        model = GoodsItem
        fields = EDITED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "price" in self.fields:
            self.fields["price"].initial = f"{self.instance.price_fen / 100:.2f}"
            allowed = GOODS_MOVES[GoodsState(self.instance.state)]
            choices = [(state.value, state.label) for state in GoodsState if state in allowed]
            self.fields["to"].choices = [("", _("Stays where it is")), *choices]

    @property
    def edited(self) -> dict:
        values = {name: self.cleaned_data[name] for name in EDITED if name in self.changed_data}
        fen = self.cleaned_data["price"]
        return values | ({"price_fen": fen} if fen != self.instance.price_fen else {})


class ReadRows(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.get_model_admin(GoodsItem).has_view_permission(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class MoveInline(ReadRows):
    model = GoodsMove
    fields = readonly_fields = ["at", "from_state", "to_state", "by", "why"]


class TakingInline(ReadRows):
    """What visitors have said. Their slips' codes are theirs."""

    model = Taking
    fields = readonly_fields = ["at", "box", "shown_asked", "shown_said", "by", "is_void"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("box")

    @admin.display(description=_("asked, in yuan"))
    def shown_asked(self, taking: Taking) -> str:
        return yuan(taking.asked_fen)

    @admin.display(description=_("said, in yuan"))
    def shown_said(self, taking: Taking) -> str:
        return yuan(taking.said_fen)


class GoodsRegister(RefusalsAsMessages, ScopedAdmin):
    area = Area.GOODS
    region_path = "shop__region"
    desk_group = "shop"
    list_select_related = ["shop__region"]

    def has_add_permission(self, request) -> bool:
        """At the counter, where a slip comes with it."""
        return False


@admin.register(GoodsItem)
class GoodsItemAdmin(TableRegister, GoodsRegister):
    resource_classes = [GoodsResource]
    most_export_rows = 20_000
    import_hint = _("A row with a number is that thing; one without is taken in, with a slip of its own.")
    form = GoodsDeskForm
    list_display = ["number", "shown_name", "category", "condition", "shown_price", "state", "since", "shop"]
    list_display_links = ["number", "shown_name"]
    list_filter = ["state", "category", "condition", "shop"]
    search_fields = ["=id", "name", "name_en"]
    search_help_text = _("Number on the label, or what it is")
    ordering = ["-pk"]
    actions = ["put_on_shelf"]
    inlines = [MoveInline, TakingInline]
    readonly_fields = ["shop", "state", "since", "donation", "refusal", "entered_by", "entered_at"]
    fieldsets = [
        (_("The thing"), {"fields": [*EDITED, "price"]}),
        (_("Where it came from"), {"fields": ["shop", "donation", "refusal", "entered_by", "entered_at"]}),
        (_("Where it is"), {"fields": ["state", "since", "to", "why"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """Who may only look, or where nothing is left to change, gets no fields of the form."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        own = {"price", "to", "why"}
        return [
            (title, {"fields": [name for name in options["fields"] if name not in own]})
            for title, options in self.fieldsets
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("donation__shop", "refusal", "entered_by")

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state != GoodsState.REFUSED)

    def save_model(self, request, obj, form, change):
        values = form.edited
        if values:
            goods.price(item=obj, by=request.user, **values)
        if to := form.cleaned_data["to"]:
            goods.move(items=[obj], to=GoodsState(to), by=request.user, why=form.cleaned_data["why"])

    @admin.action(description=_("Put on the shelf"), permissions=["change"])
    def put_on_shelf(self, request, queryset):
        try:
            went = goods.move(items=queryset, to=GoodsState.SHELF, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return
        words = ngettext("%(n)s thing is on the shelf now.", "%(n)s things are on the shelf now.", went)
        messages.success(request, words % {"n": went})

    @admin.display(description=_("number"), ordering="pk")
    def number(self, item: GoodsItem) -> str:
        return item.number

    @admin.display(description=_("what it is"))
    def shown_name(self, item: GoodsItem) -> str:
        return item.local_name

    @admin.display(description=_("price in yuan"), ordering="price_fen")
    def shown_price(self, item: GoodsItem) -> str:
        return yuan(item.price_fen)

    def view_on_site(self, obj) -> str | None:
        return obj.get_absolute_url() if obj.state in (GoodsState.SHELF, GoodsState.TAKEN) else None


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is logged with your name."))


class DonationForm(forms.ModelForm):
    class Meta:
        model = Donation
        fields = ["receipt_no"]


@admin.register(Donation)
class DonationAdmin(GoodsRegister):
    """Slips. The donor stays masked; the charity's receipt is typed in from its paper."""

    form = DonationForm
    list_display = ["received_at", "shop", "received_by", "shown_donor", "receipt_no"]
    list_filter = ["has_consent", "shop"]
    search_fields = ["receipt_no", "=code"]
    search_help_text = _("Code of the slip, or number of the receipt")
    list_select_related = ["shop__region", "received_by"]
    ordering = ["-received_at"]
    date_hierarchy = "received_at"
    actions = ["forget_donors"]
    readonly_fields = ["shop", "received_at", "received_by", "shown_donor", "shown_goods", "shown_openings"]
    change_form_template = "admin/shop/donation_form.html"
    fields = [*readonly_fields, "receipt_no"]

    def get_urls(self):
        guarded = self.admin_site.admin_view(self.open_view)
        return [path("<int:pk>/open-donor/", guarded, name="shop_donation_open"), *super().get_urls()]

    @sensitive_variables("values", "opened")
    def open_view(self, request, pk: int):
        """Who gave, after a reason; the page is not kept by any cache."""
        donation = self.get_object(request, str(pk))
        if not self.may(request, Power.PUBLISH, donation):
            raise PermissionDenied
        form, opened, status = ReasonForm(request.POST or None), None, 200
        if request.method == "POST" and form.is_valid():
            try:
                values = donors.open_donor(donation=donation, by=request.user, reason=form.cleaned_data["reason"])
                opened = list(zip((_("Name"), _("Telephone")), values, strict=True))
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
        context = {
            **self.admin_site.each_context(request), "title": _now("Open who gave this"), "form": form,
            "opened": opened, "of": donation, "opts": self.opts,
        }  # fmt: skip
        response = TemplateResponse(request, "admin/reveal.html", context, status=status)
        response["Cache-Control"] = "no-store, private"
        return response

    def get_search_results(self, request, queryset, search_term):
        """A code is known with its hyphens, too."""
        return super().get_search_results(request, queryset, search_term.replace("-", "").upper() or search_term)

    def save_model(self, request, obj, form, change):
        donors.enter_receipt(donation=obj, receipt_no=form.cleaned_data["receipt_no"])

    def has_publish_permission(self, request) -> bool:
        return self.may(request, Power.PUBLISH)

    @admin.action(description=_("Forget these donors: they took their consent back"), permissions=["publish"])
    def forget_donors(self, request, queryset):
        for donation in queryset.filter(has_consent=True):
            donors.forget_donor(donation=donation)
        messages.success(request, _("Names and numbers are gone; the goods stay."))

    @admin.display(description=_("donor"))
    def shown_donor(self, donation: Donation) -> str:
        if donation.is_anonymous:
            return str(_("Anonymous"))
        return " · ".join(str(value) for value in (donation.donor_name, donation.donor_phone) if value)

    @admin.display(description=_("things"))
    def shown_goods(self, donation: Donation) -> str:
        return " · ".join(f"{item.number} {item.local_name}" for item in donation.goods.order_by("pk"))

    @admin.display(description=_("opened by"))
    def shown_openings(self, donation: Donation) -> str:
        rows = donation.openings.select_related("by")
        return " · ".join(f"{row.by} {timezone.localtime(row.at):%Y-%m-%d %H:%M}: {row.reason}" for row in rows) or "—"

    def view_on_site(self, obj) -> str:
        return reverse("duty_slip", args=[obj.shop_id, obj.pk])
