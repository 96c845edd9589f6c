from django.contrib import admin
from django.db.models import F, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lib.text import clean_search
from shop.admin.base import ReadOnly
from shop.models import Entry, Leg
from shop.templatetags.money import signed, yuan


class LegInline(admin.TabularInline):
    model = Leg
    fields = ["account", "shown_yuan"]
    readonly_fields = fields
    extra = 0

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.get_model_admin(Entry).has_view_permission(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("account__fund")

    @admin.display(description=_("yuan"))
    def shown_yuan(self, leg: Leg) -> str:
        return signed(leg.fen)


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """The books as they are. What is wrong is corrected by a second entry: proposed by one, carried out by another."""

    list_display = ["number", "day", "kind", "narration", "shown_amount", "document_no", "made_by", "approved_by"]
    list_display_links = ["number", "narration"]
    list_filter = ["fund", "kind"]
    search_fields = ["document_no"]
    search_help_text = _("Number of the entry, number of a document, or a word of what happened")
    date_hierarchy = "day"
    ordering = ["-pk"]
    inlines = [LegInline]
    fields = [
        "fund", "number", "day", "kind", "narration", "narration_en", "document_kind", "document_no",
        "shown_correction", "made_by", "approved_by", "entered_at", "shown_hash",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request):
        moved = Leg.objects.filter(entry=OuterRef("pk"), fen__gt=0).order_by().values("entry").values(sum=Sum("fen"))
        related = ("fund", "link", "reverses__link", "reversed_by__link", "made_by", "approved_by")
        entries = super().get_queryset(request).select_related(*related)
        return entries.annotate(moved=Subquery(moved), chain_no=F("link__number"))

    def get_search_results(self, request, queryset, search_term):
        term = clean_search(search_term)
        return (queryset.numbered_like(term) if term else queryset), False

    @admin.display(description=_("no."), ordering="chain_no")
    def number(self, entry: Entry) -> int:
        return entry.chain_no

    @admin.display(description=_("yuan"))
    def shown_amount(self, entry: Entry) -> str:
        return yuan(entry.moved or 0)

    @admin.display(description=_("hash"))
    def shown_hash(self, entry: Entry):
        return format_html("<code>{}</code>", entry.link.hash)

    @admin.display(description=_("correction"))
    def shown_correction(self, entry: Entry):
        other = entry.reverses or getattr(entry, "reversed_by", None)
        if other:
            words = _("corrects no. %(n)s") if entry.reverses else _("corrected by no. %(n)s")
            url = reverse("admin:shop_entry_change", args=[other.pk])
            return format_html('<a href="{}">{}</a>', url, words % {"n": other.link.number})
        if entry.kind == Entry.Kind.REVERSAL:
            return "—"
        url = f"{reverse('admin:shop_reversal_add')}?entry={entry.pk}"
        return format_html('<a href="{}">{}</a>', url, _("Propose a correction"))
