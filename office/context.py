from django.utils.functional import SimpleLazyObject

from office.models import SiteIdentity


def site(request) -> dict:
    """`site`: who runs this site. Asked for once per page, and only when the page shows it."""
    return {"site": SimpleLazyObject(current_site)}


def current_site() -> SiteIdentity:
    return SiteIdentity.objects.first() or SiteIdentity(name="文明港城", name_en="Civic Harbour")
