from datetime import date

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from shop.vocabulary import Step
from shop.workflow import IN_THE_BOOKS, CountState


class EntryQuerySet(models.QuerySet):
    def in_order(self) -> "EntryQuerySet":
        """As the chain has them."""
        return self.order_by("fund", "link__number")

    def newest(self) -> "EntryQuerySet":
        return self.order_by("-link__number")

    def numbered_like(self, text: str) -> "EntryQuerySet":
        """By its number in the chain, or by its document's number."""
        found = Q(document_no__icontains=text) | Q(narration__icontains=text)
        return self.filter(found | Q(link__number=int(text)) if text.isdecimal() and len(text) < 10 else found)


class LinkQuerySet(models.QuerySet):
    def with_entries(self) -> "LinkQuerySet":
        """Each with its entry, what moved (`moved_fen`), what that changed (`change_fen`), and its correction."""
        legs = self.model._meta.apps.get_model("shop", "Leg").objects.filter(entry=OuterRef("pk")).order_by()
        moved = legs.filter(fen__gt=0).values("entry").values(sum=Sum("fen"))
        change = legs.filter(account__kind="asset").values("entry").values(sum=Sum("fen"))
        return self.select_related("entry").annotate(
            moved_fen=Subquery(moved),
            change_fen=Coalesce(Subquery(change), 0, output_field=models.BigIntegerField()),
            corrects_no=F("entry__reverses__link__number"),
            corrected_no=F("entry__reversed_by__link__number"),
        )

    def page_before(self, number: int | None, size: int) -> "LinkQuerySet":
        """The newest first, from the one before `number`: read off the index, however long the chain is."""
        links = self.order_by("-number")
        return (links if number is None else links.filter(number__lt=number))[:size]


class BoxCountQuerySet(models.QuerySet):
    def of(self, user: User) -> "BoxCountQuerySet":
        """Those in which somebody is one of the three people; for everybody else they do not exist."""
        return self.filter(Q(counter_a=user) | Q(counter_b=user) | Q(site_witness=user))

    def under_way(self) -> "BoxCountQuerySet":
        return self.filter(state__in=[CountState.SEALED, CountState.OPENED])

    def in_the_books(self) -> "BoxCountQuerySet":
        return self.filter(state__in=IN_THE_BOOKS)

    def to_take_to_bank(self) -> "BoxCountQuerySet":
        """Counted, something found, and no slip yet: the most urgent first."""
        return self.filter(state=CountState.COUNTED, fen__gt=0, slip_no="").order_by("bank_due_on")

    def to_confirm(self) -> "BoxCountQuerySet":
        """Opened, and not yet signed by all three: the longest open first."""
        return self.filter(state=CountState.OPENED).order_by("opened_at")

    def slips_to_confirm(self) -> "BoxCountQuerySet":
        return self.filter(state=CountState.COUNTED).exclude(slip_no="").order_by("slip_on")

    def with_both_sealed(self) -> "BoxCountQuerySet":
        """Both counters have sealed this round's count: from then on it may be compared."""
        seals = self.model._meta.apps.get_model("shop", "Confirmation").objects.filter(
            count=OuterRef("pk"), round=OuterRef("round"), step=Step.SEAL
        )
        return self.filter(
            Exists(seals.filter(by=OuterRef("counter_a"))), Exists(seals.filter(by=OuterRef("counter_b")))
        )

    def that_differ(self) -> "BoxCountQuerySet":
        """Both counts are sealed and not equal, and no amount has been agreed on."""
        return (
            self.filter(state=CountState.OPENED)
            .with_both_sealed()
            .annotate(total_a=self._total("counter_a"), total_b=self._total("counter_b"))
            .exclude(total_a=F("total_b"))
        )

    def _total(self, counter: str) -> Coalesce:
        lines = self.model._meta.apps.get_model("shop", "CountLine").objects.filter(
            count=OuterRef("pk"), round=OuterRef("round"), by=OuterRef(counter)
        )
        total = lines.order_by().values("count").values(sum=Sum(F("denomination_fen") * F("quantity")))
        return Coalesce(Subquery(total), 0, output_field=models.BigIntegerField())

    def next_number(self) -> int:
        return (self.aggregate(last=Max("number"))["last"] or 0) + 1


class CountLineQuerySet(models.QuerySet):
    def opened(self) -> "CountLineQuerySet":
        """Of rounds in which both counters have sealed. Before, a line is for the one who counted it."""
        seals = self.model._meta.apps.get_model("shop", "Confirmation").objects.filter(
            count=OuterRef("count"), round=OuterRef("round"), step=Step.SEAL
        )
        return self.filter(
            Exists(seals.filter(by=OuterRef("count__counter_a"))), Exists(seals.filter(by=OuterRef("count__counter_b")))
        )

    def visible_to(self, user: User) -> "CountLineQuerySet":
        """One's own, and those of rounds that both have sealed."""
        return self.filter(Q(by=user) | Q(pk__in=self.model.objects.opened().values("pk")))


class DisclosureQuerySet(models.QuerySet):
    def published(self) -> "DisclosureQuerySet":
        return self.filter(published_at__isnull=False)

    def waiting(self) -> "DisclosureQuerySet":
        """Drafts, the most urgent first."""
        return self.filter(published_at__isnull=True).order_by("due_on", "pk")

    def overdue(self, today: date) -> "DisclosureQuerySet":
        """First versions that the public does not have yet. A correction of what it has is never late."""
        return self.waiting().filter(version=1, due_on__lt=today)

    def outdated(self) -> "DisclosureQuerySet":
        """Published, no newer version published or drafted, and the books of its days have moved since."""
        later = self.model.objects.filter(
            fund=OuterRef("fund"), kind=OuterRef("kind"), begins_on=OuterRef("begins_on"),
            version__gt=OuterRef("version"),
        )  # fmt: skip
        moved = self.model._meta.apps.get_model("shop", "Link").objects.filter(
            fund=OuterRef("fund"), number__gt=OuterRef("chain_number"),
            entry__day__range=(OuterRef("begins_on"), OuterRef("ends_on")),
        )  # fmt: skip
        return self.published().filter(~Exists(later), Exists(moved))
