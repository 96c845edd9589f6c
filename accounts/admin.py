from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from accounts import actions
from accounts.models import (
    Consent,
    DataRequest,
    GuardianRequest,
    Identity,
    IdentityAccess,
    PrivacyNotice,
    User,
)
from lib.people_numbers import DocumentType, clean_mobile, parse_document
from lib.refusals import Refused

REVEALS = "accounts.reveal_identity"


class ReadOnlyAdmin(admin.ModelAdmin):
    """Seen here, written elsewhere."""

    desk_group = "accounts"
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def find_by_number(text: str) -> QuerySet[User] | None:
    """Who holds this mobile number or this document, by the lookup columns: nothing is unsealed to search."""
    try:
        return User.objects.with_phone(clean_mobile(text))
    except ValidationError:
        pass
    for document_type in DocumentType:
        try:
            document = parse_document(document_type, text)
        except ValidationError:
            continue
        holders = Identity.objects.with_document(document.type, document.number)
        if holders.exists():
            return User.objects.filter(identity__in=holders)
    return None


class ReasonForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label=gettext_lazy("What to open"),
        choices=[
            ("phone", gettext_lazy("Mobile number")),
            ("name", gettext_lazy("Real name")),
            ("document", gettext_lazy("Document number")),
            ("birth_date", gettext_lazy("Birth date")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("It is logged with your name, and the person can read it."),
    )


class RemovalForm(forms.Form):
    reason = ReasonForm.base_fields["reason"]


@admin.register(User)
class AccountAdmin(UserAdmin):
    desk_group = "accounts"
    list_display = ["__str__", "masked_phone", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["username", "display_name"]
    search_help_text = gettext_lazy("User name, display name, or a whole mobile or document number.")
    ordering = ["-date_joined"]
    show_full_result_count = False
    filter_horizontal = []
    readonly_fields = ["masked_phone", "phone_verified_at", "last_login", "date_joined", "identity_link"]
    fieldsets = [
        (None, {"fields": ["username", "password", "display_name"]}),
        (gettext_lazy("Mobile number"), {"fields": ["masked_phone", "phone_verified_at", "identity_link"]}),
        (gettext_lazy("Access"), {"fields": ["is_active", "is_staff", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "display_name", "is_staff", "usable_password", "password1", "password2"]})
    ]
    change_form_template = "admin/accounts/user_change.html"

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Only a superuser changes a superuser: nobody makes themselves master of everything by a new password."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    @admin.display(description=gettext_lazy("mobile number"))
    def masked_phone(self, user: User) -> str:
        return str(user.phone) if user.phone else "–"

    @admin.display(description=gettext_lazy("identity"))
    def identity_link(self, user: User) -> str:
        identity = Identity.objects.filter(user=user).first()
        if identity is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:accounts_identity_change", args=[identity.pk]), identity
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        found = find_by_number(search_term) if search_term else None
        if found is not None:
            return queryset.filter(pk__in=found), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self):
        reveal = path("<int:pk>/reveal/", self.admin_site.admin_view(self.reveal_view), name="accounts_user_reveal")
        return [reveal, *super().get_urls()]

    @sensitive_variables("values")
    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sealed values of one person, after a reason; the page is not kept by any cache."""
        if not request.user.has_perm(REVEALS):
            raise PermissionDenied
        subject = get_object_or_404(User, pk=pk)
        form, values = ReasonForm(request.POST or None), None
        if request.method == "POST" and form.is_valid():
            values = actions.reveal_identity(
                actor=request.user,
                subject=subject,
                fields=form.cleaned_data["fields_wanted"],
                reason=form.cleaned_data["reason"],
            )
        labels = dict(form.fields["fields_wanted"].choices)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Open sealed data of %(name)s") % {"name": subject},
            "form": form,
            "rows": [(labels[name], value) for name, value in values.items()] if values is not None else None,
            "subject": subject,
            "opts": self.opts,
        }
        response = TemplateResponse(request, "admin/accounts/reveal.html", context)
        response["Cache-Control"] = "no-store, private"
        return response


@admin.register(Identity)
class IdentityAdmin(ReadOnlyAdmin):
    list_display = ["masked_name", "document_type", "masked_document", "is_minor_until", "created_at"]
    list_filter = ["document_type"]
    list_select_related = ["user"]
    fields = [
        "user",
        "masked_name",
        "document_type",
        "masked_document",
        "is_minor_until",
        "guardian",
        "guardian_consented_at",
        "created_at",
    ]
    search_fields = ["document_lookup"]
    search_help_text = gettext_lazy("A whole document number, or a whole mobile number.")
    change_form_template = "admin/accounts/identity_change.html"

    @admin.display(description=gettext_lazy("real name"))
    def masked_name(self, identity: Identity) -> str:
        return str(identity.name)

    @admin.display(description=gettext_lazy("document number"))
    def masked_document(self, identity: Identity) -> str:
        return str(identity.document)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if not search_term:
            return queryset, False
        found = find_by_number(search_term)
        return queryset.filter(user__in=found) if found is not None else queryset.none(), False

    def get_urls(self):
        remove = path("<int:pk>/remove/", self.admin_site.admin_view(self.remove_view), name="accounts_identity_remove")
        return [remove, *super().get_urls()]

    def remove_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(REVEALS):
            raise PermissionDenied
        identity = get_object_or_404(Identity.objects.select_related("user"), pk=pk)
        form = RemovalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.remove_identity(actor=request.user, subject=identity.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The identity is removed. The person can enter it anew."))
            return redirect("admin:accounts_identity_changelist")
        title = _("Remove the identity of %(name)s") % {"name": identity}
        context = {**self.admin_site.each_context(request), "title": title, "form": form, "opts": self.opts}
        return TemplateResponse(request, "admin/accounts/identity_remove.html", context)


@admin.register(IdentityAccess)
class IdentityAccessAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "subject", "fields", "reason"]
    list_select_related = ["actor", "subject"]
    date_hierarchy = "at"

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return ["at", "actor", "subject", "fields", "reason"]


@admin.register(GuardianRequest)
class GuardianRequestAdmin(ReadOnlyAdmin):
    list_display = ["ward", "state", "created_at", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["ward"]
    fields = ["ward", "state", "created_at", "decided_at"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["user", "purpose", "notice", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    list_select_related = ["user", "notice"]


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(admin.ModelAdmin):
    desk_group = "accounts"
    list_display = ["version", "published_at", "changes"]
    fields = ["version", "text", "text_en", "changes", "changes_en"]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """The next version begins as the newest one."""
        newest = PrivacyNotice.objects.newest()
        if newest is None:
            return {"version": 1}
        return {"version": newest.version + 1, "text": newest.text, "text_en": newest.text_en}


class AnswerForm(forms.ModelForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("done", gettext_lazy("Done")), ("refused", gettext_lazy("Refused, with reasons"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A deletion that is done wipes the account at once and cannot be undone."),
    )

    class Meta:
        model = DataRequest
        fields = ["answer"]

    def clean_answer(self) -> str:
        answer = self.cleaned_data["answer"].strip()
        if not answer:
            raise ValidationError(_("Please write an answer; a refusal needs its reasons."))
        return answer


@admin.register(DataRequest)
class DataRequestAdmin(admin.ModelAdmin):
    desk_group = "accounts"
    form = AnswerForm
    list_display = ["kind", "user", "state", "created_at", "due_on"]
    list_filter = ["state", "kind"]
    list_select_related = ["user"]
    show_full_result_count = False
    asked = ["kind", "user", "text", "created_at", "due_on"]
    answered = ["state", "answer", "answered_by", "answered_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        is_open = obj is None or obj.state == DataRequest.State.OPEN
        return is_open and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        may_answer = self.has_change_permission(request, obj)
        return [*self.asked, *(["answer", "outcome"] if may_answer else self.answered)]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.asked if self.has_change_permission(request, obj) else [*self.asked, *self.answered]

    def save_model(self, request: HttpRequest, obj: DataRequest, form: AnswerForm, change: bool) -> None:
        actions.answer_request(
            request=obj,
            by=request.user,
            answer=form.cleaned_data["answer"],
            done=form.cleaned_data["outcome"] == "done",
        )

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("admin:accounts_datarequest_changelist")
