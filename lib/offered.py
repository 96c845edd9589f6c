"""Lists of the desk filter by what they offer; an address that asks for anything else is refused with 400."""

from django.core.exceptions import FieldError
from django.db.models.sql.query import Query
from django.http import HttpRequest

PLAIN = {"exact", "in", "isnull", "gt", "gte", "lt", "lte"}
PARTS_OF_A_DAY = {"year", "month", "day"}


class OfferedLookups:
    """Of a ModelAdmin. Django lets an address look into every column with every lookup, and the database then chokes on
    half an expression or half a shape."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return super().lookup_allowed(lookup, value, request) and self._offers(lookup, request)

    def _offers(self, lookup: str, request: HttpRequest | None) -> bool:
        try:
            steps, path, _expression = Query(self.model).solve_lookup_type(lookup)
        except FieldError:
            return True  # no column: one of the list's own filters, or nothing, as Django then says
        column = "__".join(path)
        if column == self.date_hierarchy:
            return set(steps) <= PLAIN | PARTS_OF_A_DAY
        offered = {_name(item) for item in self.get_list_filter(request)}
        return set(steps) <= PLAIN and any(column == name or column.startswith(f"{name}__") for name in offered)


def _name(item) -> str:
    if isinstance(item, (list, tuple)):
        return item[0]
    return item if isinstance(item, str) else item.parameter_name
