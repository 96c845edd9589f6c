"""Objections at the desk: sealed until somebody opens one to answer it, which is written down."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from office.actions import notices
from office.admin.notices import NoticeDesk
from office.models import Objection
from office.policies import Power


class AnswerForm(forms.ModelForm):
    """The row has an `answer` of its own, which the action alone writes."""

    RIGHT, WRONG = "right", "wrong"
    verdict = forms.ChoiceField(
        label=gettext_lazy("Is the objection right?"),
        choices=[
            (WRONG, gettext_lazy("No: what is announced stands")),
            (RIGHT, gettext_lazy("Yes: what is announced does not come")),
        ],
        widget=forms.RadioSelect,
    )
    answer_text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=1000, widget=forms.Textarea,
        help_text=gettext_lazy("Only who objected reads it. It is final."),
    )  # fmt: skip

    class Meta:
        model = Objection
        fields: list[str] = []


class AnsweredFilter(admin.SimpleListFilter):
    title = gettext_lazy("answered")
    parameter_name = "answered"

    def lookups(self, request, model_admin):
        return [("no", _("not yet")), ("yes", _("yes"))]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.waiting()
        return queryset.filter(answered_at__isnull=False) if self.value() == "yes" else queryset


@admin.register(Objection)
class ObjectionAdmin(NoticeDesk):
    form = AnswerForm
    list_display = ["raised_at", "shown_notice", "number", "is_upheld", "answered_at"]
    list_filter = [AnsweredFilter]
    list_select_related = ["notice"]
    search_fields = ["notice__title"]
    show_facets = admin.ShowFacets.NEVER
    ordering = ["answered_at", "raised_at"]
    change_form_template = "admin/office/objection/change_form.html"
    raised = ["shown_notice", "number", "raised_at", "masked_name", "masked_phone", "readings"]
    answered = ["answer", "is_upheld", "answered_by", "answered_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objection]:
        return super().get_queryset(request).select_related("notice", "answered_by", "photo")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Whoever answers: never who opened the notice, nor who objects."""
        may = self.may(request, Power.PUBLISH, obj)
        mine = obj and request.user.pk in (obj.notice.opened_by_id, obj.by_id)
        return may and (obj is None or not (obj.is_answered or mine))

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [*self.raised, *self.answered]

    def get_fieldsets(self, request: HttpRequest, obj=None):
        raised = (_("The objection"), {"fields": self.raised})
        if not self.has_change_permission(request, obj):
            return [raised, (_("Answer"), {"fields": self.answered})]
        return [raised, (_("Answer"), {"fields": ["verdict", "answer_text"]})]

    def save_model(self, request: HttpRequest, obj: Objection, form: AnswerForm, change: bool) -> None:
        notices.answer_objection(
            objection=obj, answer=form.cleaned_data["answer_text"], by=request.user,
            is_upheld=form.cleaned_data["verdict"] == AnswerForm.RIGHT,
        )  # fmt: skip

    def get_urls(self) -> list:
        read = self.admin_site.admin_view(self.read_view)
        return [path("<int:pk>/read/", read, name="office_objection_read"), *super().get_urls()]

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Opened by POST alone, for whoever may answer it."""
        objection = self.get_object(request, pk)
        if not self.has_change_permission(request, objection):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:office_objection_change", args=[pk]))
        opened = notices.read_objection(objection=objection, by=request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Read an objection"),
            "opts": self.opts,
            "of": objection,
            "opened": [(Objection._meta.get_field(name).verbose_name, value) for name, value in opened.items()],
        }
        response = TemplateResponse(request, "admin/office/objection/read.html", context)
        response["Cache-Control"] = "no-store, private"
        return response

    @admin.display(description=pgettext_lazy("public notice", "notice"), ordering="notice")
    def shown_notice(self, objection: Objection) -> str:
        return f"{objection.notice.number} {objection.notice.title}"

    @admin.display(description=gettext_lazy("real name"))
    def masked_name(self, objection: Objection) -> str:
        return str(objection.name or "—")

    @admin.display(description=gettext_lazy("telephone"))
    def masked_phone(self, objection: Objection) -> str:
        return str(objection.phone or "—")

    @admin.display(description=gettext_lazy("opened by"))
    def readings(self, objection: Objection) -> str:
        rows = objection.readings.select_related("by")
        return "; ".join(f"{row.by} {row.at:%Y-%m-%d}" for row in rows) or "—"
