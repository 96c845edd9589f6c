import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
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


def samples() -> Iterator[ModuleType]:
    """The `sample` modules of the apps, in the order of the floors, the lowest first: so they are installed."""
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "sample"):
            module = import_module(f"{config.name}.sample")
            if hasattr(module, "plant"):
                yield module


@contextmanager
def plans_for_growing_tables() -> Iterator[None]:
    """A trigger keeps the plan that it made when its table was empty: to read all of it, for each row that comes in."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; DISCARD PLANS")
        try:
            yield
        finally:
            cursor.execute("RESET enable_seqscan; DISCARD PLANS")


def holds_real_city() -> bool:
    """There are people, and none of them is the sample's: known passwords must not come among them."""
    invented = User.objects.filter(display_name__in=[*RESIDENTS.values(), *STAFF.values()])
    return User.objects.exists() and not invented.exists()


class Command(BaseCommand):
    help = (
        "Plant the sample city: regions, invented people, places, parks, drawn pictures and figures. "
        "What stands already stays as it is, so planting twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="only print who can sign in, and how")
        parser.add_argument(
            "--scale",
            type=float,
            default=0,
            help="then fill it up to so many times 230,000 volunteers and 6,150,000 hours; run as the tables' owner",
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
            self._plant(options["scale"])
        for login in LOGINS:
            how = f"password {login.secret}" if login.secret else "the one-time code is shown on the inbox page"
            self.stdout.write(f"    {login.who}: {login.key}, {how}")

    def _plant(self, scale: float):
        began = monotonic()
        city = SampleCity(data=DATA, say=lambda line: self.stdout.write(f"  {line}"))
        with plans_for_growing_tables():
            for sample in samples():
                sample.plant(city)
        if scale:
            full_city.plant(city, scale, processes=os.cpu_count() or 1)
        self.stdout.write(f"  Planted in {monotonic() - began:.0f} seconds.")
