from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from lib.progress import progress
from shop import audit


def watch(rows, total: int):
    return progress(rows, total=total, label="Entries")


class Command(BaseCommand):
    help = (
        "Make every hash of every fund's chain again and check balances, totals, counts and rules. "
        "The same look from outside the application: python -m shop.audit DSN"
    )

    def handle(self, *args, **options):
        # A named cursor lives as long as its transaction.
        with transaction.atomic():
            connection.ensure_connection()
            found = list(audit.findings(connection.connection, watch))
        for sentence in found:
            self.stdout.write(f"✗ {sentence}")
        if found:
            raise CommandError(f"{len(found)} finding{'s' * (len(found) > 1)}.")
        self.stdout.write("Every chain, balance and rule holds.")
