from django.apps import AppConfig
from django.db.backends.signals import connection_created
from pghistory import runtime

from lib import pages

# What lib/compiled.py prepares only reads, unless it is marked: no trigger asks who did it.
PREPARED = ("prepare", "execute", "deallocate")


class LibConfig(AppConfig):
    name = "lib"

    def ready(self) -> None:
        connection_created.connect(pages.watch_connection, dispatch_uid="lib.pages")
        runtime.IGNORED_SQL_PREFIXES = tuple(dict.fromkeys((*runtime.IGNORED_SQL_PREFIXES, *PREPARED)))
