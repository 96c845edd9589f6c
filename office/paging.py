"""Lists of large tables: never counted whole; where it matters, not counted at all."""

import json
from typing import Any

from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

EXACT_UP_TO = 10_000
FILTERED_UP_TO = 1_000


def about_how_many(queryset: QuerySet) -> int:
    """Of a whole table: exact up to some thousands, beyond what the last ANALYZE saw. Of a filter: exact up to a
    thousand, beyond what the planner expects; counting reads every row that it counts."""
    query = queryset.query
    if query.is_sliced or query.distinct:
        return queryset.count()
    if not query.where:
        estimate = _rows_of(queryset.model._meta.db_table)
        return estimate if estimate > EXACT_UP_TO else queryset.count()
    counted = queryset.order_by()[: FILTERED_UP_TO + 1].count()
    return counted if counted <= FILTERED_UP_TO else max(counted, _expected(queryset))


def _rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)", [table])
        row = cursor.fetchone()
    return row[0] if row else 0


def _expected(queryset: QuerySet) -> int:
    [plan] = json.loads(queryset.order_by().explain(format="json"))
    return int(plan["Plan"]["Plan Rows"])


class EstimatingPaginator(Paginator):
    @cached_property
    def count(self) -> int:
        return about_how_many(self.object_list)


class MoreThan(int):
    """A number of rows of which only this much is known."""

    def __str__(self) -> str:
        return _("more than %(number)s") % {"number": format(int(self))}


class OpenPaginator(Paginator):
    """Counts nothing: a page asks for one row more than it shows, and that row says whether another page follows.

    `count` is what the page that was asked for tells. From the second page on the keys are found first, so that what is
    skipped are keys and not joined rows; and nobody leafs further than `most_pages`, since skipping costs as much as
    reading: who looks for something chooses a filter or searches.
    """

    most_pages = 100
    count: int = 0

    def page(self, number: Any) -> Page:
        number = self._read(number)
        begin, most = (number - 1) * self.per_page, self.per_page + 1
        rows = self.object_list
        if begin:
            keys = list(rows.values_list("pk", flat=True)[begin : begin + most])
            found = list(rows.filter(pk__in=keys))
        else:
            found = list(rows[:most])
        if begin and not found:
            raise EmptyPage(self.error_messages["no_results"])
        shown = found[: self.per_page]
        known = begin + len(shown)
        self.count = MoreThan(known) if len(found) > len(shown) else known
        return Page(shown, number, self)

    @property
    def num_pages(self) -> int:
        """As far as is known: one more than this page where something follows."""
        pages = -(-int(self.count) // self.per_page) or 1
        return min(pages + isinstance(self.count, MoreThan), self.most_pages)

    def _read(self, number: Any) -> int:
        try:
            number = int(number)
        except (TypeError, ValueError) as error:
            raise InvalidPage(self.error_messages["invalid_page"]) from error
        if not 1 <= number <= self.most_pages:
            raise EmptyPage(self.error_messages["no_results"])
        return number
