"""Who may do what: posts (a role for a region and all below it) and one table of powers.

Seeing is a scope (rows outside it do not exist for that person); doing is a power within the scope.
"""

from collections.abc import Collection
from enum import StrEnum

from django.conf import settings
from django.db.models import Q

from accounts.models import User
from office.models import Post, Role


class Power(StrEnum):
    VIEW = "view"
    ADD = "add"
    CHANGE = "change"
    PUBLISH = "publish"
    PAY = "pay"
    AGREE = "agree"


class Area(StrEnum):
    """What the desk's registers are about."""

    PLACES = "places"
    FEEDBACK = "feedback"
    REGIONS = "regions"
    ACCOUNTS = "accounts"
    POSTS = "posts"
    SITE = "site"
    INBOX = "inbox"
    VOLUNTEERS = "volunteers"
    ORGANIZATIONS = "organizations"
    ACTIVITIES = "activities"
    HOURS = "hours"
    FUND = "fund"
    AID = "aid"
    NOTICES = "notices"
    GOODS = "goods"


SEE = frozenset({Power.VIEW})
KEEP = frozenset({Power.VIEW, Power.ADD, Power.CHANGE})
PUBLISH = KEEP | {Power.PUBLISH}

POWERS: dict[Role, dict[Area, frozenset[Power]]] = {
    Role.EDITOR: {
        Area.PLACES: KEEP,
        Area.FEEDBACK: SEE,
        Area.REGIONS: SEE,
        Area.VOLUNTEERS: KEEP,
        Area.ORGANIZATIONS: KEEP,
        Area.ACTIVITIES: KEEP,
        Area.HOURS: KEEP,
        Area.FUND: KEEP,
        Area.NOTICES: KEEP,
        Area.GOODS: KEEP,
    },
    # What a reviewer may do with hours is held by the database too: `volunteers_office_over`.
    Role.REVIEWER: {
        Area.PLACES: PUBLISH,
        Area.FEEDBACK: PUBLISH,
        Area.REGIONS: SEE,
        Area.VOLUNTEERS: PUBLISH,
        Area.ORGANIZATIONS: PUBLISH,
        Area.ACTIVITIES: PUBLISH,
        Area.HOURS: PUBLISH,
        Area.FUND: PUBLISH,
        Area.NOTICES: PUBLISH,
        Area.GOODS: PUBLISH,
    },
    # The one thing that an auditor does: a post that is given needs their word. The first two administrators agree to
    # each other's; which post waits for whom, the database weighs (`office_post_agreed`).
    Role.AUDITOR: {**dict.fromkeys(Area, SEE), Area.POSTS: SEE | {Power.AGREE}},
    Role.SECURITY: {Area.ACCOUNTS: KEEP, Area.POSTS: KEEP | {Power.AGREE}, Area.REGIONS: SEE},
    Role.SYSTEM: {Area.SITE: KEEP, Area.REGIONS: KEEP, Area.INBOX: SEE},
    # Held by the database too: `shop_aid_holds`.
    Role.AID_WORKER: {Area.AID: KEEP},
    Role.AID_DECIDER: {Area.AID: frozenset({Power.VIEW, Power.PUBLISH})},
    Role.PAYER: {Area.AID: frozenset({Power.VIEW, Power.PAY})},
}
# The three administrators look after the whole system, whatever region their post names.
EVERYWHERE = frozenset({Role.AUDITOR, Role.SECURITY, Role.SYSTEM})
WHOLE_TREE = ""
# What belongs to the city as a whole: a post in one of its towns does not reach it.
CITYWIDE = frozenset({Area.FUND, Area.NOTICES})

Scope = tuple[str, ...]


def posts_of(user: User) -> list[Post]:
    """The posts held today; asked for once per request, since each request has a user of its own."""
    if not hasattr(user, "_posts_today"):
        active = user.is_authenticated and user.is_active and user.is_staff
        held = user.posts.held_today().select_related("region").defer("region__outline") if active else ()
        user._posts_today = list(held)
    return user._posts_today


def scope_of(user: User, power: Power, area: Area) -> Scope:
    """Codes of the regions in which `user` has that power; `""` is everywhere, an empty tuple nowhere."""
    if user.is_active and user.is_superuser:
        return (WHOLE_TREE,)
    codes = {
        WHOLE_TREE if post.role in EVERYWHERE else post.region.code
        for post in posts_of(user)
        if power in POWERS[Role(post.role)].get(area, ())
    }
    if area in CITYWIDE:
        codes = {code for code in codes if settings.CITY_CODE.startswith(code)}
    return tuple(sorted(codes))


def can(user: User, power: Power, area: Area, *, code: str | None = None) -> bool:
    """Whether `user` has that power in the region with `code`; without one, in any region at all."""
    scope = scope_of(user, power, area)
    return bool(scope) if code is None else covers(scope, code)


def covers(scope: Collection[str], code: str) -> bool:
    return any(code.startswith(prefix) for prefix in scope)


def within(scope: Collection[str], path: str) -> Q:
    """Rows whose region lies in `scope`; `path` leads from the row to the region's code."""
    if WHOLE_TREE in scope:
        return Q()
    inside = Q(pk__in=[])
    for code in scope:
        inside |= Q(**{f"{path}__startswith": code})
    return inside


def roles_with(power: Power, area: Area) -> list[Role]:
    """The roles whose posts give that power."""
    return [role for role, areas in POWERS.items() if power in areas.get(area, ())]


def closers() -> list[int]:
    """Who may answer what is objected to a notice, and close it: reviewers of the whole city, by primary key."""
    held = Post.objects.held_today().filter(role=Role.REVIEWER, user__is_active=True)
    codes = held.values_list("user", "region__code")
    return sorted({user for user, code in codes if settings.CITY_CODE.startswith(code)})


class PostBackend:
    """Answers Django's own permission questions for what lies below this floor: accounts, and the auditor's reading."""

    def authenticate(self, request, **credentials) -> None:
        return None

    def has_perm(self, user: User, permission: str, obj=None) -> bool:
        app, _, name = permission.partition(".")
        if not name.startswith("delete_") and app == "accounts" and _holds(user, Role.SECURITY):
            return True
        return name.startswith("view_") and _holds(user, Role.AUDITOR)

    def has_module_perms(self, user: User, app: str) -> bool:
        return (app == "accounts" and _holds(user, Role.SECURITY)) or _holds(user, Role.AUDITOR)


def _holds(user: User, role: Role) -> bool:
    return any(post.role == role for post in posts_of(user))
