"""What waits for the office, counted for whoever asks."""

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import DataRequest, User
from office.admin.places import HIDDEN, other_places_to_show
from office.admin.posts import posts_to_agree_to
from office.calendar import workdays_between, years_without_plan
from office.deadlines import feedback_days_left
from office.desk import Queue, Waiting
from office.models import Objection, PublicNotice, SiteIdentity
from office.policies import Area, Power, scope_of, within
from office.site import missing_values
from photos.models import Photo
from places.models import Feedback


def feedback_waiting(user: User) -> Waiting:
    rows = Feedback.objects.waiting().filter(
        within(scope_of(user, Power.PUBLISH, Area.FEEDBACK), "place__region__code")
    )
    waiting = rows.order_by().aggregate(count=Count("pk"), oldest=Min("created_at"))
    if not waiting["count"]:
        return Waiting(0)
    return Waiting(waiting["count"], *feedback_days_left([waiting["oldest"]], timezone.localdate()))


def data_requests_due(user: User) -> Waiting:
    requests = DataRequest.objects.filter(state=DataRequest.State.OPEN)
    waiting = requests.order_by().aggregate(count=Count("pk"), first=Min("due_on"))
    if not waiting["count"]:
        return Waiting(0)
    return Waiting(waiting["count"], workdays_between(timezone.localdate(), waiting["first"]))


def objections_waiting(user: User) -> Waiting:
    """Each holds a decision; a notice without one would be over on its last day."""
    waiting = Objection.objects.for_answer_by(user).aggregate(count=Count("pk"), first=Min("notice__ends_on"))
    if not waiting["count"]:
        return Waiting(0)
    return Waiting(waiting["count"], workdays_between(timezone.localdate(), waiting["first"]))


def notices_ending(user: User) -> Waiting:
    return Waiting(PublicNotice.objects.last_day(timezone.localdate()).count(), 0)


def notices_to_close(user: User) -> Waiting:
    waiting = PublicNotice.objects.ended().aggregate(count=Count("pk"), first=Min("ends_on"))
    if not waiting["count"]:
        return Waiting(0)
    return Waiting(waiting["count"], workdays_between(timezone.localdate(), waiting["first"]))


def photos_failed(user: User) -> Waiting:
    return Waiting(Photo.objects.filter(state=Photo.State.FAILED).count())


def footer_missing(user: User) -> Waiting:
    missing = missing_values(SiteIdentity.objects.first())
    return Waiting(len(missing), note=gettext(", ").join(missing[:3]))


def calendar_missing(user: User) -> Waiting:
    years = years_without_plan()
    return Waiting(len(years), note=gettext(", ").join(map(str, years)))


desk_queues = [
    Queue(
        _("Feedback · to be answered"),
        Area.FEEDBACK,
        Power.PUBLISH,
        feedback_waiting,
        "places_feedback",
        "?state__exact=received",
    ),
    Queue(_("Places · to be shown"), Area.PLACES, Power.PUBLISH, other_places_to_show, "places_place", HIDDEN),
    Queue(
        _("Notices · objections to answer"),
        Area.NOTICES,
        Power.PUBLISH,
        objections_waiting,
        "office_objection",
        "?answered=no",
    ),
    Queue(
        _("Notices · last day today"), Area.NOTICES, Power.VIEW, notices_ending, "office_publicnotice", "?waits=today"
    ),
    Queue(
        _("Notices · to be closed"),
        Area.NOTICES,
        Power.PUBLISH,
        notices_to_close,
        "office_publicnotice",
        "?waits=close",
    ),
    Queue(_("Posts · wait for agreement"), Area.POSTS, Power.AGREE, posts_to_agree_to, "office_post", "?agreed=waits"),
    Queue(_("Data requests · due"), Area.ACCOUNTS, Power.CHANGE, data_requests_due, "accounts_datarequest"),
    Queue(_("Photos · cannot be read"), Area.SITE, Power.CHANGE, photos_failed, "photos_photo", "?state__exact=failed"),
    Queue(_("Footer · values missing"), Area.SITE, Power.CHANGE, footer_missing, "office_siteidentity"),
    Queue(_("Calendar · years without a plan"), Area.SITE, Power.CHANGE, calendar_missing, "office_workdayoverride"),
]
