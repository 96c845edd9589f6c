"""A pass for the phone: proofs that waited are sent with it, also when the session has long run out.

It lets its holder send proofs of presence as that person, and nothing else. It lies in the phone's own store, which
signing out empties.
"""

from datetime import timedelta

from django.core import signing

from accounts.models import User

SALT = "volunteers.pass"
HOLDS = timedelta(days=7)


def issue(user: User) -> str:
    return signing.dumps([user.pk, _mark(user)], salt=SALT)


def holder_of(text: str) -> User | None:
    """None: forged, older than a week, or of an account that is closed or has another password since."""
    try:
        pk, mark = signing.loads(text, salt=SALT, max_age=HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and _mark(user) == mark else None


def _mark(user: User) -> str:
    return user.get_session_auth_hash()[:16]
