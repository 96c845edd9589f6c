from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.feeds import AtomFeed
from lib.pages import public_page
from parks.models import Park

NEWEST = 20


class ParkFeed(Feed):
    """New pocket parks, newest first. Addresses are the site's own, whatever host asked."""

    feed_type = AtomFeed

    def title(self) -> str:
        return _("New pocket parks")

    def subtitle(self) -> str:
        return _("Small parks that have opened, newest first.")

    def link(self) -> str:
        return settings.SITE_ORIGIN + reverse("park_list")

    def feed_url(self) -> str:
        return settings.SITE_ORIGIN + reverse("park_feed")

    def items(self) -> QuerySet[Park]:
        return Park.objects.for_public().newest().select_related("region")[:NEWEST]

    def item_title(self, park: Park) -> str:
        return park.local_name

    def item_description(self, park: Park) -> str:
        words = [park.local_summary, park.region.local_name, _("%(area)s m²") % {"area": f"{park.area_m2:,}"}]
        return " · ".join(word for word in words if word)

    def item_link(self, park: Park) -> str:
        return settings.SITE_ORIGIN + park.get_absolute_url()

    def item_guid(self, park: Park) -> str:
        # The same in both languages, so that a reader of both feeds is told once.
        return f"{settings.SITE_ORIGIN}/parks/{park.pk}/"

    def item_pubdate(self, park: Park) -> datetime:
        return park.created_at

    def item_updateddate(self, park: Park) -> datetime:
        return park.updated_at


@require_safe
@public_page()
def park_feed(request: HttpRequest) -> HttpResponse:
    return ParkFeed()(request)
