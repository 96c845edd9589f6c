from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class CivicAdminSite(AdminSite):
    """The one admin site: the staff's desk."""

    site_header = _("Civic Harbour · Desk")
    site_title = _("Civic Harbour")
    index_title = _("Desk")
    enable_nav_sidebar = True
