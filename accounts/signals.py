"""What other floors may want to tell people of."""

from django.dispatch import Signal

# Somebody else changed how a person signs in. Arguments: `user`, `by`, and `what`: PASSWORD or SECOND_FACTOR.
access_changed = Signal()
PASSWORD, SECOND_FACTOR = "password", "second_factor"
