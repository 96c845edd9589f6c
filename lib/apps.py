from django.apps import AppConfig
from django.db.backends.signals import connection_created

from lib import pages


class LibConfig(AppConfig):
    name = "lib"

    def ready(self) -> None:
        connection_created.connect(pages.watch_connection, dispatch_uid="lib.pages")
