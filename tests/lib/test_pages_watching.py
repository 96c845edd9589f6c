import threading

import pghistory
import pytest
from django.db import connection, connections

from accounts.models import User
from lib import pages
from parks.models import Park

pytestmark = pytest.mark.django_db(transaction=True)


def test_connection_opened_inside_a_history_block_is_still_watched_after_it(park):
    """The first request of a server thread may be a POST, which opens its connection inside pghistory's block."""
    seen = {}

    def first_request_of_a_thread():
        try:
            with pghistory.context(user=None):
                User.objects.exists()
            seen["wrappers"] = len(connection.execute_wrappers)
            Park.objects.update(name="new")
        finally:
            connections.close_all()

    kept = pages.remember("names", lambda: list(Park.objects.values_list("name", flat=True)))
    thread = threading.Thread(target=first_request_of_a_thread)
    thread.start()
    thread.join(timeout=20)
    assert kept == [park.name]
    assert seen["wrappers"] == 1
    assert pages.remember("names", lambda: list(Park.objects.values_list("name", flat=True))) == ["new"]
