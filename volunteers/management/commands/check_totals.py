from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max

from lib.progress import progress
from volunteers.actions.totals import Difference, differences_between
from volunteers.models import Volunteer

STEPS = 20
MOST_NAMED = 100


class Command(BaseCommand):
    help = "Compare every kept total of hours with the sum of the confirmed records. Ends with 1 where one differs."

    def handle(self, *args, **options):
        last = Volunteer.objects.aggregate(last=Max("pk"))["last"] or 0
        found = list(self._all(last))
        for one in found[:MOST_NAMED]:
            year = one.year or "lifetime"
            self.stdout.write(
                f"Volunteer {one.volunteer}, {year}: kept {one.kept[0]} minutes in {one.kept[1]} records, "
                f"but they sum to {one.summed[0]} in {one.summed[1]}."
            )
        if found:
            raise CommandError(f"{len(found)} totals are not the sum of their records.", returncode=1)
        self.stdout.write(f"Every total of the volunteers up to number {last} is the sum of its records.")

    def _all(self, last: int) -> Iterator[Difference]:
        """In as many statements as the bar has steps, each of which reads one moment."""
        width = max(1, -(-last // STEPS))
        firsts = range(1, last + 1, width)
        for first in progress(firsts, total=len(firsts), label="Totals", stream=self.stderr._out):
            yield from differences_between(first, first + width - 1)
