"""Warnings for an installation that residents reach."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def staff_have_a_second_factor(app_configs, **kwargs) -> list[Warning]:
    if settings.DEBUG or settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Warning(
            "Staff can open the desk with a password alone.",
            hint="Unset STAFF_SECOND_FACTOR, or set it to 1.",
            id="accounts.W001",
        )
    ]


@register(Tags.security, deploy=True)
def codes_reach_their_people(app_configs, **kwargs) -> list[Warning]:
    if settings.DEBUG or settings.SMS_BACKEND != "accounts.sms.ConsoleBackend":
        return []
    return [
        Warning(
            "One-time codes are printed to the log; no resident receives them.",
            hint="Set SMS_BACKEND to a class that sends real messages. See docs/security.md.",
            id="accounts.W002",
        )
    ]
