"""Start-up refusals: what may only be so in development or in the sample city."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def sample_city_only_in_debug(app_configs, **kwargs) -> list[Error]:
    errors = []
    if settings.SAMPLE_CITY and not settings.DEBUG:
        errors.append(
            Error(
                "SAMPLE_CITY opens the inbox and prints logins; it cannot be on where DEBUG is off.",
                hint="Unset SAMPLE_CITY, or set DEBUG=1 on a machine that no resident reaches.",
                id="civic.E001",
            )
        )
    if not settings.DEBUG and settings.SMS_BACKEND == "office.sms.InboxBackend":
        errors.append(
            Error(
                "The inbox shows one-time codes to everyone; it cannot carry them where DEBUG is off.",
                hint="Set SMS_BACKEND to a class that sends real messages.",
                id="civic.E002",
            )
        )
    return errors


@register(Tags.security)
def secrets_are_set(app_configs, **kwargs) -> list[Error]:
    missing = [
        name
        for name, value in (
            ("SEAL_KEYS", settings.SEAL_KEYS[0]),
            ("LOOKUP_KEY", settings.LOOKUP_KEY),
        )
        if not value
    ]
    return [
        Error(f"{name} is not set.", hint="See docs/deploy.md for how to make one.", id="civic.E003")
        for name in missing
    ]
