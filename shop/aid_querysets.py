from datetime import date

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Identity, User
from office import policies
from office.policies import Area, Power
from shop.workflow import AID_HELPED, AID_UNDER_WAY, AidState


def identity_lookups(user: User) -> models.QuerySet:
    return Identity.objects.filter(user=user).values("document_lookup")


class AidRuleQuerySet(models.QuerySet):
    def on(self, day: date):
        """The rule that holds on that day, or None."""
        return self.filter(valid_from__lte=day).order_by("-valid_from").first()


class AidCaseQuerySet(models.QuerySet):
    def of(self, user: User) -> "AidCaseQuerySet":
        """One's own household's. For everybody else they do not exist."""
        return self.filter(applicant=user)

    def visible_to(self, user: User) -> "AidCaseQuerySet":
        """Within the region of a post for aid, and never of one's own household, by account or by document."""
        scope = policies.scope_of(user, Power.VIEW, Area.AID)
        return self.filter(policies.within(scope, "region__code")).of_other_households(user)

    def of_other_households(self, user: User) -> "AidCaseQuerySet":
        """As `shop_aid_is_own` has it."""
        documents = self.model._meta.apps.get_model("shop", "HouseholdDocument").objects.filter(
            household=OuterRef("household"), document_lookup__in=identity_lookups(user)
        )
        return self.exclude(Q(applicant=user, applicant__isnull=False)).exclude(Exists(documents))

    def strange_to(self, user: User) -> "AidCaseQuerySet":
        """Of another household, and not one of which this person has said to be related."""
        declarations = self.model._meta.apps.get_model("shop", "AidDeclaration").objects.filter(
            case=OuterRef("pk"), by=user, is_related=True
        )
        return self.of_other_households(user).exclude(Exists(declarations))

    def within_power(self, user: User, power: Power) -> "AidCaseQuerySet":
        return self.visible_to(user).filter(
            policies.within(policies.scope_of(user, power, Area.AID), "region__code")
        )  # fmt: skip

    def worked_on_by(self, user: User) -> "AidCaseQuerySet":
        """Those in which somebody of the office holds a seat."""
        seats = ("handler", "visitor_a", "visitor_b", "approver", "payer", "ratified_by", "refused_by")
        held = Q(pk__in=[])
        for seat in seats:
            held |= Q(**{seat: user})
        return self.filter(held)

    def under_way(self) -> "AidCaseQuerySet":
        return self.filter(state__in=AID_UNDER_WAY)

    def helped(self) -> "AidCaseQuerySet":
        return self.filter(state__in=AID_HELPED)

    # --- what waits, by step

    def to_take_on(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.SUBMITTED).order_by("-is_emergency", "entered_at")

    def to_visit(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.VISITING).order_by("-is_emergency", "entered_at")

    def to_visit_by(self, user: User) -> "AidCaseQuerySet":
        return self.to_visit().filter(Q(visitor_a=user) | Q(visitor_b=user)).exclude(visits__by=user)

    def to_discuss(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.DISCUSSING).order_by("-is_emergency", "discussed_at")

    def on_notice(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.NOTICE).order_by("pk")

    def to_decide(self) -> "AidCaseQuerySet":
        """On notice, or an emergency that has been spoken about."""
        return self.filter(Q(state=AidState.NOTICE) | Q(state=AidState.DISCUSSING, is_emergency=True)).order_by("pk")

    def to_pay(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.APPROVED).exclude(ratification="refused").order_by("approved_at")

    def to_receipt(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.PAID).order_by("paid_at")

    def to_ratify(self) -> "AidCaseQuerySet":
        waiting = self.filter(ratify_due_on__isnull=False, ratification="").exclude(state=AidState.WITHDRAWN)
        return waiting.order_by("ratify_due_on")

    def to_follow_up(self) -> "AidCaseQuerySet":
        return self.filter(state=AidState.RECEIPTED).order_by("follow_up_due_on")

    def to_answer(self) -> "AidCaseQuerySet":
        """Refused, and the household has objected."""
        waiting = self.filter(state=AidState.REJECTED, objection__isnull=False, objection__is_upheld__isnull=True)
        return waiting.order_by("objection__due_on")

    def with_people(self) -> "AidCaseQuerySet":
        seats = ("handler", "visitor_a", "visitor_b", "approver", "payer", "ratified_by", "refused_by")
        return self.select_related("fund", "region", "notice", "entry__link", *seats).defer("region__outline")

    def number_of_households(self) -> int:
        return self.helped().aggregate(n=Count("household", distinct=True))["n"]
