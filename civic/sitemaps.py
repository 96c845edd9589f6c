from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from office.models import PublicNotice
from places.models import Place
from shop.models import Fund
from volunteers.models import Activity, Shift


class BothLanguages(Sitemap):
    """Every address in Chinese and English, under the site's own name whatever host was asked."""

    i18n = True
    alternates = True
    x_default = True

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_ORIGIN).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_ORIGIN).netloc


class Pages(BothLanguages):
    def items(self) -> list[str]:
        return [
            "home",
            "place_list",
            "park_list",
            "coverage",
            "figures",
            "site_map",
            "privacy",
            "volunteering",
            "activity_list",
            "organization_list",
            "volunteer_figures",
            "shop_home",
            "aid_home",
            "notice_list",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Places(BothLanguages):
    def items(self) -> QuerySet:
        return Place.objects.for_public().only("kind", "updated_at").order_by("pk")

    def lastmod(self, item: Place):
        return item.updated_at


class Activities(BothLanguages):
    """Those that somebody can still come to."""

    def items(self) -> QuerySet:
        coming = Shift.objects.standing().upcoming().filter(activity=OuterRef("pk"))
        return Activity.objects.open().filter(Exists(coming)).only("updated_at").order_by("pk")

    def lastmod(self, item: Activity):
        return item.updated_at


class Funds(BothLanguages):
    def items(self) -> QuerySet:
        return Fund.objects.filter(is_public=True).only("code").order_by("pk")


class Notices(BothLanguages):
    def items(self) -> QuerySet:
        return PublicNotice.objects.only("year", "serial", "opened_at", "ended_at").order_by("pk")

    def lastmod(self, item: PublicNotice):
        return item.ended_at or item.opened_at


SITEMAPS = {"pages": Pages, "places": Places, "activities": Activities, "funds": Funds, "notices": Notices}
