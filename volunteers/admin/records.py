"""Service records at the desk: read by everyone in scope, entered by editors, decided by reviewers. Never changed."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from office.admin.history import Change, Entry
from office.admin.large import LargeRegister
from office.admin.scoped import ScopedAdmin, TownFilter
from office.admin.tables import TableRegister
from office.policies import Area, Power
from volunteers.actions import decisions
from volunteers.admin.finding import found_keys
from volunteers.admin.merges import RefusalsAsMessages
from volunteers.admin.record_forms import DecisionForm, EntryForm
from volunteers.admin.volunteers import give_names
from volunteers.models import Decision, Proof, ServiceRecord
from volunteers.my_record import FLAGS
from volunteers.record_resources import ServiceRecordResource
from volunteers.service_time import hours_of
from volunteers.vocabulary import Source
from volunteers.workflow import RecordState

ENTERED = (Source.BACK_OFFICE, Source.IMPORTED)
OPEN = (RecordState.PENDING, RecordState.CONFIRMED)


class QueueFilter(admin.SimpleListFilter):
    """What waits for the office, and what is worth a look."""

    title = gettext_lazy("queue")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            ("office", _("beyond the day's limit")),
            ("approve", _("entered or imported, to be approved")),
            ("second", _("for a second person")),
            ("void", _("to be made void")),
            ("late", _("recorded late, pending")),
            ("flagged", _("conspicuous, pending")),
            ("ever_flagged", _("conspicuous, decided too")),
        ]

    def queryset(self, request, queryset):
        return queryset.in_queue(self.value()) if self.value() else queryset


@admin.register(ServiceRecord)
class ServiceRecordAdmin(RefusalsAsMessages, LargeRegister, TableRegister, ScopedAdmin):
    area = Area.HOURS
    region_path = "organization__region"
    desk_group = "volunteers"
    resource_classes = [ServiceRecordResource]
    most_import_rows = 10_000
    in_background = True
    most_export_rows = 20_000
    import_hint = gettext_lazy(
        "A row names the volunteer by number, or by exact name and mobile number. "
        "Another person approves these hours before they count."
    )
    list_display = ["day", "who", "title", "shown_hours", "source", "state", "shown_needs", "marks"]
    list_display_links = ["day", "title"]
    list_filter = [QueueFilter, "state", "source", "is_late", TownFilter]
    list_select_related = ["service", "volunteer"]
    list_only = [
        "day", "minutes", "source", "state", "needs", "is_late", "flags", "service__title", "service__title_en",
        "volunteer__number", "volunteer__user",
    ]  # fmt: skip
    ordering = ["-pk"]
    search_fields = ["volunteer__number"]
    search_help_text = gettext_lazy("A whole volunteer number, mobile number, document number or real name.")
    actions = ["confirm_chosen"]
    told = [
        "who", "shown_hours", "when", "organization", "title", "content", "served", "place", "in_charge", "source",
        "state", "shown_needs", "marks", "shown_note", "shown_evidence", "corrected", "entered_by", "entered_at",
        "due_on",
    ]  # fmt: skip
    trail = ["proofs", "decided"]

    def complete(self, rows: list[ServiceRecord]) -> None:
        give_names([record.volunteer for record in rows])

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if not search_term:
            return queryset, False
        return queryset.filter(volunteer__in=found_keys(request, search_term)), False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Deciding is a reviewer's; the database asks the same, of superusers too."""
        return self.may(request, Power.PUBLISH, obj) and (obj is None or obj.state in OPEN)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.may(request, Power.ADD)

    def get_form(self, request: HttpRequest, obj=None, **kwargs):
        form = super().get_form(request, obj, form=DecisionForm if obj else EntryForm, **kwargs)
        form.user = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [*self.told, *self.trail] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj=None):
        if obj is None:
            return EntryForm.fieldsets
        told = [(None, {"fields": self.told}), (_("How this record came about"), {"fields": self.trail})]
        if not self.has_change_permission(request, obj):
            return told
        return [(_("The office's decision"), {"fields": ["decision", "reason_text"]}), *told]

    def save_model(self, request: HttpRequest, obj: ServiceRecord, form, change: bool) -> None:
        if change:
            form.decide(by=request.user)
            return
        entered = form.enter(by=request.user)
        obj.pk = entered.pk
        obj.refresh_from_db()

    @admin.action(
        description=gettext_lazy("Confirm the chosen, except for what is conspicuous"), permissions=["change"]
    )
    def confirm_chosen(self, request: HttpRequest, queryset: QuerySet[ServiceRecord]) -> None:
        keys = list(queryset.pending().values_list("pk", flat=True)[: self.most_import_rows])
        outcome = decisions.confirm_many(records=ServiceRecord.objects.filter(pk__in=keys).to_weigh(), by=request.user)
        confirmed = len(outcome.confirmed)
        words = ngettext("%(count)s record is confirmed.", "%(count)s records are confirmed.", confirmed)
        messages.success(request, words % {"count": confirmed})
        for record, reasons in outcome.apart[:20]:
            why = _(", ").join(str(reason) for reason in reasons)
            messages.warning(request, f"{record.volunteer.number} · {record.day}: {why}")
        if len(outcome.apart) > 20 or outcome.waiting:
            left = len(outcome.apart[20:]) + len(outcome.waiting)
            words = ngettext("%(count)s more still waits.", "%(count)s more still wait.", left)
            messages.warning(request, words % {"count": left})

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """Records have no other history than what was decided about them."""
        record = self.get_object(request, object_id)
        return super().history_view(request, object_id, {"entries": history(record), **(extra_context or {})})

    @admin.display(description=gettext_lazy("volunteer"))
    def who(self, record: ServiceRecord) -> str:
        return f"{record.volunteer.shown_name or '—'} · {record.volunteer.number}"

    @admin.display(description=gettext_lazy("activity"))
    def title(self, record: ServiceRecord) -> str:
        return record.service.local_title

    @admin.display(description=gettext_lazy("hours"))
    def shown_hours(self, record: ServiceRecord) -> str:
        return hours_of(record.minutes)

    @admin.display(description=gettext_lazy("waits for"))
    def shown_needs(self, record: ServiceRecord) -> str:
        return record.get_needs_display() if record.needs else "—"

    @admin.display(description=gettext_lazy("remarks"))
    def marks(self, record: ServiceRecord) -> str:
        marks = [*([_("recorded late")] if record.is_late else []), *(FLAGS.get(flag, flag) for flag in record.flags)]
        return _(", ").join(map(str, marks)) or "—"

    @admin.display(description=gettext_lazy("when"))
    def when(self, record: ServiceRecord) -> str:
        begins, ends = timezone.localtime(record.starts_at), timezone.localtime(record.ends_at)
        return f"{begins:%Y-%m-%d %H:%M} – {ends:%H:%M}"

    @admin.display(description=gettext_lazy("what was done"))
    def content(self, record: ServiceRecord) -> str:
        return record.service.content

    @admin.display(description=gettext_lazy("whom it served"))
    def served(self, record: ServiceRecord) -> str:
        return record.service.served or "—"

    @admin.display(description=gettext_lazy("where"))
    def place(self, record: ServiceRecord) -> str:
        return record.service.local_place_name

    @admin.display(description=gettext_lazy("person in charge"))
    def in_charge(self, record: ServiceRecord) -> str:
        return record.service.person_in_charge

    @admin.display(description=gettext_lazy("what happened, and why it is entered so"))
    def shown_note(self, record: ServiceRecord) -> str:
        return record.note or "—"

    @admin.display(description=gettext_lazy("evidence"))
    def shown_evidence(self, record: ServiceRecord):
        photo = record.evidence
        if photo is not None and photo.is_ready:
            return format_html('<img class="desk-photo" src="{}" alt=""> {}', photo.medium, record.evidence_note)
        return record.evidence_note or (photo.get_state_display() if photo else "—")

    @admin.display(description=gettext_lazy("corrects"))
    def corrected(self, record: ServiceRecord) -> str:
        return str(record.replaces) if record.replaces_id else "—"

    @admin.display(description=gettext_lazy("proofs of presence"))
    def proofs(self, record: ServiceRecord):
        proofs = Proof.objects.filter(sign_up=record.sign_up_id) if record.sign_up_id else ()
        return _lines(f"{proof.get_kind_display()} · {proof.get_way_display()} · {_at(proof.at)}" for proof in proofs)

    @admin.display(description=gettext_lazy("decisions"))
    def decided(self, record: ServiceRecord):
        rows = record.decisions.select_related("by")
        return _lines(
            f"{one.get_verdict_display()} · {one.by} ({one.get_standing_display()}) · {_at(one.at)} {one.reason}"
            for one in rows
        )


def _at(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _lines(lines):
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or "—"


def history(record: ServiceRecord) -> list[Entry]:
    """Newest first: who decided what as what, and who entered it."""
    told = [_told(decision) for decision in record.decisions.select_related("by").order_by("-at", "-pk")]
    entered = Change(str(_("Source")), "—", str(record.get_source_display()))
    subject = str(ServiceRecord._meta.verbose_name)
    return [*told, Entry(record.entered_at, str(record.entered_by), "", subject, "insert", [entered])]


def _told(decision: Decision) -> Entry:
    change = Change(str(decision.get_verdict_display()), "—", decision.reason or "✓")
    subject = str(Decision._meta.verbose_name)
    return Entry(decision.at, str(decision.by), str(decision.get_standing_display()), subject, "insert", [change])
