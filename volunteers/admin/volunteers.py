"""The register of volunteers. 230,000 rows: nothing here counts or joins them all."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Identity, PrivacyNotice, User
from lib.refusals import Refused
from office.admin.large import LargeRegister
from office.admin.scoped import ScopedAdmin, TownFilter
from office.admin.tables import TableRegister
from office.policies import Area
from volunteers.actions import claims, registry
from volunteers.admin.finding import find_people
from volunteers.forms.registry import EntryForm
from volunteers.models import ServiceTotal, Volunteer
from volunteers.models.records import LIFETIME
from volunteers.resources import VolunteerResource
from volunteers.service_time import hours_of
from volunteers.vocabulary import Category, Skill
from volunteers.workflow import VolunteerState


def give_names(people: list[Volunteer]) -> None:
    """Their identities, with the name alone, in one statement; people without one are known to have none."""
    identities = Identity.objects.only("user", "name").in_bulk({one.user_id for one in people}, field_name="user_id")
    for one in people:
        one.user = User(pk=one.user_id)
        one.user._state.fields_cache["identity"] = identities.get(one.user_id)


class ProfileForm(forms.ModelForm):
    """What the office may put right; identity and state have ways of their own."""

    skills = forms.MultipleChoiceField(
        label=gettext_lazy("skills"), choices=Skill, required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("kinds of service"), choices=Category, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Volunteer
        fields = ["region", "skills", "categories"]


@admin.register(Volunteer)
class VolunteerAdmin(LargeRegister, TableRegister, ScopedAdmin):
    area = Area.VOLUNTEERS
    desk_group = "volunteers"
    resource_classes = [VolunteerResource]
    most_import_rows = 10_000
    in_background = True
    most_export_rows = 20_000
    import_hint = gettext_lazy("A row is somebody new, from a signed paper form. Nobody is entered twice.")
    form = ProfileForm
    list_display = ["number", "name", "region", "state", "lifetime_hours", "registered_at"]
    list_filter = ["state", TownFilter]
    list_select_related = ["region", "user__identity"]
    list_only = ["number", "state", "registered_at", "region__name", "region__name_en", "user__identity__name"]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A whole volunteer number, mobile number, document number or real name.")
    actions = ["make_leave", "propose_merge"]
    change_form_template = "admin/volunteers/volunteer/change_form.html"
    about = [
        "number", "name", "document", "state", "gender", "registered_at", "left_at", "years", "organizations",
        "merged_into", "entered_by", "consent_note",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": about}),
        (gettext_lazy("Can be changed"), {"fields": ["region", "categories", "skills"]}),
    ]
    readonly_fields = about

    def get_queryset(self, request: HttpRequest) -> QuerySet[Volunteer]:
        return super().get_queryset(request).defer("region__outline", "feed_token")

    def for_list(self, rows: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        totals = ServiceTotal.objects.lifetime().filter(volunteer=OuterRef("pk"))
        return super().for_list(rows).annotate(lifetime=Coalesce(Subquery(totals.values("minutes")), 0))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if not search_term:
            return queryset, False
        return queryset & find_people(search_term), False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state != VolunteerState.MERGED)

    def save_model(self, request: HttpRequest, obj: Volunteer, form: ProfileForm, change: bool) -> None:
        registry.keep_profile(volunteer=obj, **form.cleaned_data)

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        return [
            path("add/", guarded(self.entry_view), name="volunteers_volunteer_add"),
            path("<int:pk>/code/", guarded(self.code_view), name="volunteers_volunteer_code"),
            *super().get_urls(),
        ]

    def entry_view(self, request: HttpRequest) -> HttpResponse:
        """Somebody who comes to the counter without a telephone."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = EntryForm(request.POST or None, user=request.user)
        form.fields["region"].queryset = self.regions_of(request)
        if request.method == "POST" and form.is_valid():
            try:
                [volunteer] = registry.enter_people(
                    by=request.user,
                    entries=[form.entry],
                    notice=PrivacyNotice.objects.newest(),
                    today=timezone.localdate(),
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return self._slip(request, volunteer)
        context = {"title": _("Enter somebody without a telephone"), "form": form}
        return self._page(request, "admin/volunteers/volunteer/entry.html", context, 400 if form.errors else 200)

    def regions_of(self, request: HttpRequest) -> QuerySet:
        field = Volunteer._meta.get_field("region")
        return self.formfield_for_foreignkey(field, request).queryset.towns().current()

    def code_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new slip. By POST alone: the earlier one stops working."""
        volunteer = self.get_object(request, pk)
        if not self.has_change_permission(request, volunteer):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:volunteers_volunteer_change", args=[pk]))
        return self._slip(request, volunteer)

    def _slip(self, request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
        code = claims.make_claim(volunteer=volunteer, by=request.user).code.reveal()
        context = {
            "title": _("Slip with the code"),
            "volunteer": volunteer,
            "code": claims.CODES.in_groups(code, " "),
            "days": claims.VALID.days,
        }
        response = self._page(request, "admin/volunteers/volunteer/slip.html", context)
        response["Cache-Control"] = "no-store, private"
        return response

    def _page(self, request: HttpRequest, template: str, context: dict, status: int = 200) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context, status=status)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["can_make_code"] = obj is not None and claims.can_be_claimed(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description=gettext_lazy("End the registration (at the person's own wish)"), permissions=["change"])
    def make_leave(self, request: HttpRequest, queryset: QuerySet[Volunteer]) -> None:
        left = 0
        for volunteer in queryset.active().filter(pk__in=list(queryset.values_list("pk", flat=True))):
            if self.has_change_permission(request, volunteer):
                registry.leave(volunteer=volunteer)
                left += 1
        words = ngettext("%(count)s registration has ended.", "%(count)s registrations have ended.", left)
        messages.success(request, words % {"count": left})

    @admin.action(description=gettext_lazy("Propose a merge of the two chosen"), permissions=["change"])
    def propose_merge(self, request: HttpRequest, queryset: QuerySet[Volunteer]) -> HttpResponse | None:
        numbers = list(queryset.order_by("pk").values_list("number", flat=True)[:3])
        if len(numbers) != 2:
            messages.error(request, _("Choose exactly two registrations."))
            return None
        query = urlencode({"kept": numbers[0], "merged": numbers[1]})
        return HttpResponseRedirect(f"{reverse('admin:volunteers_merge_add')}?{query}")

    @admin.display(description=gettext_lazy("real name"))
    def name(self, volunteer: Volunteer) -> str:
        return volunteer.shown_name or "—"

    @admin.display(description=gettext_lazy("document number"))
    def document(self, volunteer: Volunteer) -> str:
        identity = getattr(volunteer.user, "identity", None)
        return f"{identity.get_document_type_display()} {identity.document}" if identity else "—"

    @admin.display(description=gettext_lazy("hours"))
    def lifetime_hours(self, volunteer: Volunteer) -> str:
        return hours_of(volunteer.lifetime)

    @admin.display(description=gettext_lazy("confirmed hours by year"))
    def years(self, volunteer: Volunteer) -> str:
        totals = volunteer.totals.exclude(year=LIFETIME).order_by("-year").values_list("year", "minutes")
        return " · ".join(f"{year}: {hours_of(minutes)}" for year, minutes in totals) or "—"

    @admin.display(description=gettext_lazy("organizations"))
    def organizations(self, volunteer: Volunteer) -> str:
        memberships = volunteer.memberships.standing().select_related("organization")
        words = (f"{one.organization.local_name} ({one.get_role_display()})" for one in memberships)
        return _(", ").join(words) or "—"
