"""Rules with dates, kept by the system administrator: a rule is ended and followed by another, never rewritten."""

from django.contrib import admin
from django.http import HttpRequest

from office.admin.scoped import ScopedAdmin
from office.policies import Area
from volunteers.models import AgeBand, ServiceRule


class RuleAdmin(ScopedAdmin):
    area = Area.SITE
    region_path = None
    desk_group = "volunteers"
    own: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return ["document", "valid_from", "valid_to", *self.own]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        """What was recorded under a rule keeps it: only its end, and the name of its document, can change."""
        return ["valid_from", *self.own] if obj else []


@admin.register(ServiceRule)
class ServiceRuleAdmin(RuleAdmin):
    list_display = ["document", "valid_from", "valid_to", "one_up_to", "two_up_to", "record_within", "answer_within"]
    own = ("one_up_to", "two_up_to", "record_within", "answer_within", "step", "early", "late", "sync_within")


@admin.register(AgeBand)
class AgeBandAdmin(RuleAdmin):
    list_display = ["__str__", "valid_from", "valid_to", "may_register", "needs_guardian", "may_do_hazardous"]
    own = ("from_age", "to_age", "may_register", "needs_guardian", "may_report", "may_do_hazardous")
