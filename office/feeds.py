from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.feeds import AtomFeed
from lib.pages import public_page
from office.models import PublicNotice

NEWEST = 20


class NoticeFeed(Feed):
    """Public notices, newest first. Addresses are the site's own, whatever host asked."""

    feed_type = AtomFeed

    def title(self) -> str:
        return _("Public notices")

    def subtitle(self) -> str:
        return _("What is announced before it is decided, so that everybody can object in time.")

    def link(self) -> str:
        return settings.SITE_ORIGIN + reverse("notice_list")

    def feed_url(self) -> str:
        return settings.SITE_ORIGIN + reverse("notice_feed")

    def items(self) -> QuerySet[PublicNotice]:
        return PublicNotice.objects.order_by("-opened_at")[:NEWEST]

    def item_title(self, notice: PublicNotice) -> str:
        return f"{notice.number} {notice.local_title}"

    def item_description(self, notice: PublicNotice) -> str:
        until = _("Until %(day)s") % {"day": date_format(notice.ends_on, "DATE_FORMAT")}
        return f"{until} · {notice.local_body}" if notice.shows_body else until

    def item_link(self, notice: PublicNotice) -> str:
        return settings.SITE_ORIGIN + notice.get_absolute_url()

    def item_guid(self, notice: PublicNotice) -> str:
        # The same in both languages, so that a reader of both feeds is told once.
        return f"{settings.SITE_ORIGIN}/notices/{notice.year}-{notice.serial}/"

    def item_pubdate(self, notice: PublicNotice) -> datetime:
        return notice.opened_at

    def item_updateddate(self, notice: PublicNotice) -> datetime:
        return notice.ended_at or notice.opened_at


@require_safe
@public_page()
def notice_feed(request: HttpRequest) -> HttpResponse:
    return NoticeFeed()(request)
