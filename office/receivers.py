"""What people are told of that happened on a floor below."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.signals import PASSWORD, SECOND_FACTOR, access_changed
from office.actions import tell

SENTENCES = {
    PASSWORD: _("{name} set a new password for your account. If you did not ask for it, call the office at once."),
    SECOND_FACTOR: _(
        "{name} removed the authenticator app from your account. If you did not ask for it, call the office at once."
    ),
}


@receiver(access_changed, dispatch_uid="office.tell_of_access")
def tell_of_access(user: User, by: User, what: str, **_kwargs) -> None:
    tell(users=[user.pk], text=format_lazy(SENTENCES[what], name=by), url=reverse("me"))
