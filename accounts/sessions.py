"""Sessions in the database, sealed: a half-finished sign-in holds a mobile number and a one-time code."""

import json

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from lib import asked
from lib.sealed import CannotOpen, seal, unseal

KIND = "session"


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Session | None:
        """As Django's, by a prepared statement: every signed-in page begins with it."""
        rows = asked.rows(_standing, (self.session_key, timezone.now())) if self.session_key else []
        if not rows:
            self._session_key = None
            return None
        return Session(session_key=self.session_key, session_data=rows[0][0])

    def encode(self, session_dict: dict) -> str:
        return seal(json.dumps(session_dict, separators=(",", ":")), kind=KIND)

    def decode(self, session_data: str) -> dict:
        """A session that no key of the ring opens is an empty one: its owner signs in again."""
        try:
            return json.loads(unseal(session_data, kind=KIND))
        except CannotOpen:
            return {}


def _standing() -> QuerySet:
    """Values: the key, now."""
    return Session.objects.filter(session_key=asked.text(0), expire_date__gt=asked.moment(1)).values_list(
        "session_data"
    )
