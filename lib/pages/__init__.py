"""Public pages: kept whole, served without a database query, never stale.

A page remembers which tables it read. Every write statement marks its table, with a number that only grows, when
its transaction commits. A kept page is served only while none of its tables carries a number greater than the one
that stood when the page's making began. Nothing is registered anywhere: tables are read off the SQL as it passes.

What this cannot see is a write from outside the application (psql, a database trigger on another table); a page
is therefore never served for longer than its seconds, at most `PAGE_SECONDS`. Where Redis is away, pages are made anew.
"""

from lib.pages.http import PageMiddleware, public_page
from lib.pages.personal import personal_page
from lib.pages.remembered import moment, remember
from lib.pages.store import store
from lib.pages.watching import touch, watch_connection

__all__ = ["PageMiddleware", "moment", "personal_page", "public_page", "remember", "store", "touch", "watch_connection"]
