import subprocess
import sys

STARTED = """
import gc
from civic import wsgi
from django.urls.resolvers import get_resolver
assert "url_patterns" in get_resolver().__dict__
print(gc.get_freeze_count() > 100_000)
"""


def test_a_web_worker_starts_with_all_views_and_leaves_them_to_no_collector():
    told = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True"
