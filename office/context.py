from django.utils.functional import SimpleLazyObject

from lib.pages import remember
from office.models import SiteIdentity


def site(request) -> dict:
    """`site`: who runs this site. Asked for only when the page shows it."""
    return {"site": SimpleLazyObject(current_site)}


def current_site() -> SiteIdentity:
    return remember("site", _read_site)


def _read_site() -> SiteIdentity:
    return SiteIdentity.objects.first() or SiteIdentity(name="文明港城", name_en="Civic Harbour")
