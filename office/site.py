"""What a government site must say about itself in its footer, and what of it is still missing."""

from django.utils.translation import gettext_lazy as _

from office.models import SiteIdentity

# 政府网站发展指引 asks for these on every page; what is empty is simply not shown.
EXPECTED = ("host", "operator", "phone", "address", "icp_no", "police_no", "site_code", "error_report_url")
EXPECTED_FOR_SECURITY = ("security_contact",)


def missing_values(identity: SiteIdentity | None) -> list[str]:
    """Labels of the footer's values that are empty."""
    if identity is None:
        return [str(_("everything: the site has no identity yet"))]
    names = EXPECTED + EXPECTED_FOR_SECURITY
    return [str(SiteIdentity._meta.get_field(name).verbose_name) for name in names if not getattr(identity, name)]
