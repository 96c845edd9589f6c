import sys
from functools import partial

from django.core.management.base import BaseCommand, CommandError

from accounts import rotation
from lib.sealed import CannotOpen, current_key_id, current_prefix


class Command(BaseCommand):
    help = (
        "Seal every sealed value anew with the first key of SEAL_KEYS and with SEAL_ALGORITHM. "
        "Run it while the site is up; break it off and run it again as you like."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="say what is left and end with 1 if anything is")
        parser.add_argument(
            "--lookups",
            action="store_true",
            help="compute all lookup columns anew, after LOOKUP_KEY or LOOKUP_DIGEST changed; with the site stopped",
        )
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="rows per transaction")

    def handle(self, *args, check: bool, lookups: bool, batch: int, **options):
        if batch < 1:
            raise CommandError("--batch must be at least 1.")
        columns = list(rotation.sealed_columns())
        try:
            if check:
                self._check(columns)
            elif lookups:
                self._relookup([column for column in columns if column.lookup], batch)
            else:
                self._reseal(columns, batch)
        except CannotOpen as error:
            raise CommandError(
                f"{error} Its key is missing from SEAL_KEYS or the row was changed. Put the old key back and run again."
            ) from error

    def _check(self, columns: list[rotation.Column]) -> None:
        left = {column.label: column.waiting().count() for column in columns}
        left["mfa.Authenticator.data"] = rotation.authenticators_waiting().count()
        for label, count in left.items():
            self.stdout.write(f"{label}: {count} left")
        if total := sum(left.values()):
            raise CommandError(f"{total} values are not yet under {current_prefix()[:-1]}.", returncode=1)
        self.stdout.write(f"Everything is sealed with {current_key_id()}; older keys can be taken out.")

    def _reseal(self, columns: list[rotation.Column], batch: int) -> None:
        total = 0
        for column in columns:
            step = partial(rotation.reseal_batch, column, size=batch)
            total += rotation.run(step, self._bar(column.label, column.waiting().count()))
        step = partial(rotation.reseal_authenticators, size=batch)
        total += rotation.run(step, self._bar("mfa.Authenticator.data", rotation.authenticators_waiting().count()))
        self.stdout.write(f"{total} values sealed anew with {current_key_id()}. Now run rotate_seals --check.")

    def _relookup(self, columns: list[rotation.Column], batch: int) -> None:
        total = 0
        for column in columns:
            step = partial(rotation.relookup_batch, column, size=batch)
            total += rotation.run(step, self._bar(column.label, column.filled().count()))
        self.stdout.write(f"{total} lookups computed anew.")

    def _bar(self, label: str, whole: int):
        shown = sys.stderr.isatty()

        def tell(done: int) -> None:
            if shown and whole:
                filled = min(30, done * 30 // whole)
                self.stderr.write(f"\r{label:40} {'█' * filled}{'░' * (30 - filled)} {done}/{whole}", ending="")
                if done >= whole:
                    self.stderr.write("")

        return tell
