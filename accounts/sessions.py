"""Sessions in the database, sealed: a half-finished sign-in holds a mobile number and a one-time code."""

import json

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from lib.sealed import CannotOpen, seal, unseal

KIND = "session"


class SessionStore(DatabaseStore):
    def encode(self, session_dict: dict) -> str:
        return seal(json.dumps(session_dict, separators=(",", ":")), kind=KIND)

    def decode(self, session_data: str) -> dict:
        """A session that no key of the ring opens is an empty one: its owner signs in again."""
        try:
            return json.loads(unseal(session_data, kind=KIND))
        except CannotOpen:
            return {}
