from django.contrib import admin
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.admin.scoped import ScopedAdmin
from office.models import SiteIdentity
from office.policies import Area
from office.site import missing_values


@admin.register(SiteIdentity)
class SiteIdentityAdmin(ScopedAdmin):
    """One row: the register opens it at once."""

    area = Area.SITE
    region_path = None
    desk_group = "office"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_form_template = "admin/office/siteidentity/change_form.html"
    fieldsets = [
        (_("The site"), {"fields": ["name", "name_en", "city", "city_en"]}),
        (
            _("Who runs it"),
            {
                "fields": [
                    "host",
                    "host_en",
                    "operator",
                    "operator_en",
                    "phone",
                    "address",
                    "address_en",
                    "email",
                    "security_contact",
                ]
            },
        ),
        (
            _("Registrations"),
            {"fields": ["icp_no", "police_no", "site_code", "error_report_url", "map_review_no"]},
        ),
        (_("Notice on every page"), {"fields": ["emergency_notice", "emergency_notice_en"]}),
    ]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not SiteIdentity.objects.exists()

    def changelist_view(self, request, extra_context=None):
        if SiteIdentity.objects.exists():
            return HttpResponseRedirect(reverse("admin:office_siteidentity_change", args=[1]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:office_siteidentity_add"))
        return super().changelist_view(request, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["missing"] = missing_values(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
