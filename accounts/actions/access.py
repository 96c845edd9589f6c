"""How a person signs in, changed by somebody else: the security administrator puts right what was forgotten or lost."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import PasswordFromOffice, User
from accounts.signals import PASSWORD, SECOND_FACTOR, access_changed


@transaction.atomic
def note_password_set(*, user: User, by: User) -> None:
    """After `by` set a password for `user`, who is told of it, and asked for another before the desk opens."""
    if user.pk == by.pk:
        return own_password(user=user)
    if user.has_usable_password():
        PasswordFromOffice.objects.update_or_create(user=user, defaults={"set_by": by})
    else:
        own_password(user=user)
    access_changed.send(sender=User, user=user, by=by, what=PASSWORD)


def own_password(*, user: User) -> None:
    """After `user` chose a password: nobody else knows it."""
    PasswordFromOffice.objects.filter(user=user).delete()


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> None:
    """Staff, who are told of it, cannot open the desk again before they have set a new app up."""
    Authenticator.objects.filter(user=user).delete()
    if user.pk != by.pk:
        access_changed.send(sender=User, user=user, by=by, what=SECOND_FACTOR)
