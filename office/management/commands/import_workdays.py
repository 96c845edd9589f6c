from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lib.refusals import Refused
from office.actions import keep_plan
from office.plans import PlanDay, compare_plan, library_plan, read_plan


class Command(BaseCommand):
    help = "Enter a year's plan of working days, from a file (.xlsx or .csv) or, without one, from the library."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *, year: int, file: Path | None, dry_run: bool, **options):
        days = self._days(year, file)
        source = file.name if file else "chinesecalendar"
        changes = compare_plan(year, days) if dry_run else keep_plan(year=year, days=days, source=source[:120])
        for sign, rows in (("+", changes.added), ("~", changes.changed), ("?", changes.kept)):
            for day in rows:
                self.stdout.write(f"{sign} {day.date} {'works' if day.is_workday else 'off'} {day.name}".rstrip())
        self.stdout.write(
            f"{year}: {len(changes.added)} added, {len(changes.changed)} changed, {len(changes.same)} as before, "
            f"{len(changes.kept)} not in the plan and kept." + (" Nothing was written." if dry_run else "")
        )

    def _days(self, year: int, file: Path | None) -> list[PlanDay]:
        if not 2000 <= year <= 2100:
            raise CommandError("The year has four digits, from 2000 to 2100.")
        try:
            if file is None:
                return library_plan(year)
            with file.open("rb") as opened:
                return read_plan(opened, year)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
