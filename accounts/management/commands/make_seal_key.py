import base64
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Print a new key for SEAL_KEYS and how to put it in front. Changes nothing."
    # The first key is made before there is one, so nothing may be checked yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--name", help="name of the key; by default k and today's date")

    def handle(self, *args, **options):
        name = options["name"] or f"k{timezone.localdate():%Y%m%d}"
        if ":" in name or "," in name or not name.strip():
            raise CommandError("A key's name holds no colon and no comma.")
        if name in {entry.strip().partition(":")[0] for entry in settings.SEAL_KEYS}:
            raise CommandError(f"There is a key named {name} already. Choose another with --name.")
        entry = f"{name}:{base64.b64encode(os.urandom(32)).decode()}"
        self.stdout.write(entry)
        self.stderr.write(
            "Put it in front of the others: SEAL_KEYS=<this>,<the old ones>. Restart everything, run rotate_seals, "
            "and when `rotate_seals --check` says that nothing is left, take the old ones out."
        )
