import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import module_has_submodule

from accounts.models import User
from accounts.sample import LOGINS, RESIDENTS, STAFF
from lib.sampling import SampleCity
from volunteers import scale as full_city

DATA = Path(__file__).resolve().parents[2] / "sample"
# The shop's sample needs the office, but neither parks nor volunteers: those can grow meanwhile.
BESIDE, NEEDED = "shop.sample", "office.sample"


def samples() -> Iterator[ModuleType]:
    """The `sample` modules of the apps, in the order of the floors, the lowest first: so they are installed."""
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "sample"):
            module = import_module(f"{config.name}.sample")
            if hasattr(module, "plant"):
                yield module


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Plans for tables that are growing, and no wait for the disk.

    A trigger keeps the plan that it made when its table was empty: to read all of it, for each row that comes in. And
    what a crash takes away is planted again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET synchronous_commit = off; DISCARD PLANS")
        try:
            yield
        finally:
            cursor.execute("RESET enable_seqscan; RESET synchronous_commit; DISCARD PLANS")


def holds_real_city() -> bool:
    """There are people, and none of them is the sample's: known passwords must not come among them."""
    invented = User.objects.filter(display_name__in=[*RESIDENTS.values(), *STAFF.values()])
    return User.objects.exists() and not invented.exists()


def is_owner() -> bool:
    """For anybody else the database itself says when something was entered: today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_is_owner()")
        return cursor.fetchone()[0]


class Command(BaseCommand):
    help = (
        "Plant the sample city: regions, invented people, places, parks, drawn pictures and figures. "
        "What stands already stays as it is, so planting twice changes nothing. Run as the tables' owner."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at-once",
            action="store_true",
            help="in two processes with a connection each, so not inside a transaction",
        )
        parser.add_argument("--logins", action="store_true", help="only print who can sign in, and how")
        parser.add_argument(
            "--scale",
            type=float,
            default=0,
            help="then fill it up to so many times 230,000 volunteers and 6,150,000 hours",
        )
        parser.add_argument(
            "--unless-real", action="store_true", help="leave a database alone that holds a city of its own"
        )

    def handle(self, *args, **options):
        if not settings.SAMPLE_CITY:
            raise CommandError("This is not a sample city: nothing was planted. Set SAMPLE_CITY=1 and DEBUG=1 for one.")
        if options["unless_real"] and holds_real_city():
            self.stdout.write("  The database holds a city of its own; no sample was planted in it.")
            return
        if not options["logins"]:
            if not is_owner():
                raise CommandError("A sample has a past: run it as the tables' owner (OWNER_DATABASE_URL).")
            self._plant(options["scale"], at_once=options["at_once"])
        for login in LOGINS:
            how = f"password {login.secret}" if login.secret else "the one-time code is shown on the inbox page"
            self.stdout.write(f"    {login.who}: {login.key}, {how}")

    def _plant(self, scale: float, *, at_once: bool):
        began = monotonic()
        city = SampleCity(data=DATA, say=lambda line: self.stdout.write(f"  {line}"))
        beside = None
        for sample in samples():
            if beside and sample.__name__ == BESIDE:
                continue
            _plant_one(sample, city)
            if at_once and sample.__name__ == NEEDED:
                beside = _start(import_module(BESIDE), city)
        if beside:
            beside.join()
            if beside.exitcode:
                raise CommandError(f"{BESIDE} ended with {beside.exitcode}; what it said stands above.")
        if scale:
            full_city.plant(city, scale, processes=os.cpu_count() or 1)
        self.stdout.write(f"  Planted in {monotonic() - began:.0f} seconds.")


def _plant_one(sample: ModuleType, city: SampleCity) -> None:
    with in_a_hurry():
        sample.plant(city)


def _start(sample: ModuleType, city: SampleCity) -> BaseProcess:
    # The other process must not find this one's connection.
    connection.close()
    process = multiprocessing.get_context("fork").Process(target=_plant_one, args=(sample, city), daemon=True)
    process.start()
    return process
