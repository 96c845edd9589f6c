"""Who asks, at a glance: two prepared statements in place of four middlewares, with what the page asks of an account
beside the second.

What those would do besides (sign out who was idle, note that somebody is still there, show a message, change a session
whose key was rotated) is a reason not to recognise anybody here; the long way does it.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.session import SessionStorage
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.middleware import LIMIT, SEEN, SLIDES_EVERY
from accounts.models import User
from accounts.sessions import SessionStore
from lib import asked
from lib.pages.personal import NotRecognised

# In the order in which `from_db` fills them in.
FIELDS = User._meta.concrete_fields
COLUMNS = tuple(field.attname for field in FIELDS)
# Of the account's query set: what to ask beside it, and the names of that.
Beside = Callable[[QuerySet], tuple[QuerySet, tuple[str, ...]]]
# A second of a future clock is no reason to look twice.
SLACK = 5


def recognise(request: HttpRequest) -> None:
    """Sets `request.session` and `request.user`. Raises NotRecognised."""
    session = _session_of(request.COOKIES[settings.SESSION_COOKIE_NAME])
    if request.COOKIES.get(CookieStorage.cookie_name) or session.get(SessionStorage.session_key):
        raise NotRecognised
    if not _was_here_just_now(session):
        raise NotRecognised
    build = getattr(request.resolver_match.func, "beside", None)
    request.user, request.beside = _user_of(session, build)
    request.session = session


def _session_of(key: str) -> SessionStore:
    session = SessionStore(key)
    if SESSION_KEY not in session:
        raise NotRecognised
    return session


def _was_here_just_now(session: SessionStore) -> bool:
    """Neither idle for too long nor due to be noted as present; see `IdleMiddleware`."""
    seen, limit = session.get(SEEN), session.get(LIMIT, 0)
    return seen is not None and -SLACK <= time.time() - seen < min(SLIDES_EVERY, limit)


class UserMiddleware(AuthenticationMiddleware):
    """As Django's; the account comes by a prepared statement where nothing about its session is to be changed."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _known_or_not(request))


def _known_or_not(request: HttpRequest) -> User | AnonymousUser:
    try:
        return _user_of(request.session, None)[0]
    except NotRecognised:
        return get_user(request)


def beside(request: HttpRequest) -> list[tuple]:
    """Rows of what the view's `@personal_page(beside=…)` asks of the account: told already, or asked now."""
    told = getattr(request, "beside", None)
    if told is None:
        told = beside_of(request.user, request.resolver_match.func.beside)
    return told


def beside_of(user: User, build: Beside) -> list[tuple]:
    """The same for any account."""
    return [row[len(COLUMNS) :] for row in asked.rows(_account, (user.pk,), build)]


def _user_of(session: SessionStore, build: Beside | None) -> tuple[User, list[tuple]]:
    """As `django.contrib.auth.get_user`: active, and the session is of the password as it is now."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        raise NotRecognised
    rows = asked.rows(_account, (int(session.get(SESSION_KEY, 0)),), build)
    if not rows:
        raise NotRecognised
    user = User.from_db("default", COLUMNS, _values(rows[0]))
    if not user.is_active or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        raise NotRecognised
    return user, [row[len(COLUMNS) :] for row in rows]


def _values(row: tuple) -> list:
    """As a query set would have them: the driver knows nothing of sealed fields."""
    read = [getattr(field, "from_db_value", None) for field in FIELDS]
    return [value if one is None else one(value, None, connection) for one, value in zip(read, row, strict=False)]


def _account(build: Beside | None) -> QuerySet:
    """Values: the account."""
    accounts = User.objects.filter(pk=asked.number(0))
    if build is None:
        return accounts.values_list(*COLUMNS)
    accounts, names = build(accounts)
    return accounts.values_list(*COLUMNS, *names)
