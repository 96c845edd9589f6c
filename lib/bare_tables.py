"""Tables laid bare for a large COPY, and dressed again: indexes, foreign keys and triggers, all as they were.

Only the owner of the tables can do it. It happens inside the caller's transaction: if anything fails, the tables are
as before. Checks and primary keys stay and weigh every row; the others are checked for all rows when they come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

# A key that another table's foreign key points at cannot go while that one stands.
CONSTRAINTS = """
    SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.contype = 'f'
    FROM pg_constraint c
    WHERE c.conrelid = ANY(%(tables)s::regclass[]) AND c.contype IN ('f', 'u', 'x')
      AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid
                                                    AND c.contype <> 'f')
    ORDER BY c.contype = 'f', 1, 2
"""
INDEXES = """
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid = ANY(%(tables)s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    ORDER BY 1, 2
"""
LOOKS = """
    SELECT conrelid::regclass::text, conname, concat(contype, convalidated, conkey) FROM pg_constraint
      WHERE conrelid = ANY(%(tables)s::regclass[])
    UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text,
                     concat(indkey, indisunique, indisvalid, indpred IS NULL) FROM pg_index
      WHERE indrelid = ANY(%(tables)s::regclass[])
    UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger
      WHERE tgrelid = ANY(%(tables)s::regclass[]) AND NOT tgisinternal
    ORDER BY 1, 2, 3
"""


def owns(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass", [table])
        return cursor.fetchone()[0]


@dataclass
class Bare:
    """What was taken off, as statements that put it on again, one by one."""

    tables: Sequence[str]
    looks: list[tuple]
    own: dict[str, list[str]]
    keys: list[str]

    def indexes(self, *tables: str) -> list[str]:
        """Indexes and constraints that need nothing of other tables. Each is given once."""
        return [statement for table in tables for statement in self.own.pop(table, ())]

    def rest(self) -> list[str]:
        """Whatever was not given yet, foreign keys and triggers last."""
        triggers = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in self.tables]
        return [*self.indexes(*self.tables), *self.keys, *triggers]

    def differences(self) -> list[tuple]:
        """What is not as it was; empty when the tables are dressed."""
        return sorted(set(_rows(LOOKS, self.tables)) ^ set(self.looks))


def lay_bare(tables: Sequence[str]) -> Bare:
    looks = _rows(LOOKS, tables)
    constraints, indexes = _rows(CONSTRAINTS, tables), _rows(INDEXES, tables)
    own: dict[str, list[str]] = {table: [] for table in tables}
    keys = []
    for table, _name, definition in indexes:
        own[table].append(definition)
    for table, name, how, is_foreign in constraints:
        (keys if is_foreign else own[table]).append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {how}')
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        # Foreign keys first: a unique key may carry one of them.
        for table, name, _how, _foreign in sorted(constraints, key=lambda row: not row[3]):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _table, name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return Bare(tables, looks, own, keys)


def _rows(query: str, tables: Sequence[str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"tables": list(tables)})
        return cursor.fetchall()
