"""From whatever the database holds to one that the city can open on, in one process: starting Django costs seconds.

All of it as the owner: a sample has a past, and for the application's role the database itself says when something was
entered. What is done is told on stderr; who can sign in, on stdout.
"""

import os
import sys
from io import StringIO
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "civic.settings"
os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("check", stdout=StringIO(), stderr=sys.stderr)
    call_command("migrate", interactive=False, stdout=sys.stderr)
    call_command("grant_app_role", stdout=sys.stderr)
    if settings.SAMPLE_CITY:
        call_command("plant_city", unless_real=True, at_once=True, stdout=sys.stderr)
        call_command("plant_city", unless_real=True, logins=True)


if __name__ == "__main__":
    from django.core.management import CommandError

    try:
        main()
    except CommandError as error:
        sys.exit(f"\n✗ {error}")
