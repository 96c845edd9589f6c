from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
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
from accounts.admin.records import ReadOnlyAdmin
from accounts.models import Identity, User
from lib.offered import OfferedLookups
from lib.people_numbers import DocumentType, clean_mobile, parse_document
from lib.saying import validate_says

REVEALS = "accounts.reveal_identity"


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
        validators=[validate_says],
        max_length=200,
        help_text=gettext_lazy("It is logged with your name, and the person can read it."),
    )


class RemovalForm(forms.Form):
    reason = ReasonForm.base_fields["reason"]


class AccountForm(forms.ModelForm):
    """Without the password, which has a page of its own behind a button."""

    class Meta:
        model = User
        fields = ["username", "display_name", "is_active", "is_staff"]


# allauth's own registers: nobody here has an e-mail address, and a device is removed with a reason or not at all.
for unneeded in (Authenticator, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(unneeded):
        admin.site.unregister(unneeded)


@admin.register(User)
class AccountAdmin(OfferedLookups, UserAdmin):
    desk_group = "accounts"
    form = AccountForm
    list_display = ["__str__", "masked_phone", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["username", "display_name"]
    search_help_text = gettext_lazy("User name, display name, or a whole mobile or document number.")
    ordering = ["-date_joined"]
    show_full_result_count = False
    filter_horizontal = []
    readonly_fields = ["masked_phone", "phone_verified_at", "last_login", "date_joined", "identity_link"]
    fieldsets = [
        (None, {"fields": ["username", "display_name"]}),
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
        guarded = self.admin_site.admin_view
        return [
            path("<int:pk>/reveal/", guarded(self.reveal_view), name="accounts_user_reveal"),
            path("<int:pk>/device/", guarded(self.device_view), name="accounts_user_device"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            actions.note_password_set(user=obj, by=request.user)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        before = self.get_object(request, id)
        response = super().user_change_password(request, id, form_url)
        after = self.get_object(request, id)
        if after and after.password != before.password:
            actions.note_password_set(user=after, by=request.user)
        return response

    def device_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A lost phone: its owner sets a new app up at the next sign-in."""
        subject = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, subject):
            raise PermissionDenied
        form = RemovalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.remove_second_factor(user=subject, by=request.user)
            self.log_change(request, subject, f"{_('Authenticator app removed')}: {form.cleaned_data['reason']}")
            messages.success(request, _("The authenticator app is removed."))
            return redirect("admin:accounts_user_change", subject.pk)
        title = _("Remove the authenticator app of %(name)s") % {"name": subject}
        context = {**self.admin_site.each_context(request), "title": title, "form": form, "opts": self.opts}
        return TemplateResponse(request, "admin/accounts/identity_remove.html", context)

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
            "opened": [(labels[name], value) for name, value in values.items()] if values is not None else None,
            "of": subject,
            "opts": self.opts,
        }
        response = TemplateResponse(request, "admin/reveal.html", context)
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
