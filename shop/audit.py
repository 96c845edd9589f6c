"""The auditor's own look at the books, from outside: needs PostgreSQL's driver and nothing of this application.

    python -m shop.audit "host=… dbname=… user=…"

Makes every hash of every chain again, adds up every account, looks for what may not be, and names what it finds. Ends
with 0 where everything holds, with 1 where something does not.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import NamedTuple

import psycopg2

BEGINNING = "0" * 64
BATCH = 5000
# The triggers and constraints without which the books would take anything.
TRIGGERS = {
    "shop_entry": {"enters", "shop_entry_settles"},
    "shop_leg": {"enters"},
    "shop_fund": {"immutable", "begins"},
    "shop_account": {"begins"},
    "shop_monthlock": {"closes"},
    "shop_dayhead": {"stands"},
    "shop_link": {"months"},
    "shop_boxcount": {"begins", "moves"},
    "shop_countline": {"enters"},
    "shop_confirmation": {"enters"},
}
CONSTRAINTS = {
    "shop_balance_not_below_zero", "shop_link_not_below_zero", "shop_entry_two_people", "shop_leg_once",
    "shop_leg_something", "shop_link_number_once", "shop_entry_reversal_reverses", "shop_monthlock_once",
    "shop_boxcount_three_people", "shop_boxcount_booked", "shop_countline_known_money", "shop_confirmation_once",
    "shop_reversal_two_people",
}  # fmt: skip
ENTRIES = """
SELECT f.code, l.number, e.id, e.kind, to_char(e.day, 'YYYY-MM-DD'), e.narration, e.document_kind, e.document_no,
       coalesce(r.number::text, '-'), l.people, l.before, l.hash, l.left_fen, e.salt, e.made_by_id, e.approved_by_id,
       coalesce(e.document_id::text, '-'),
       (SELECT array_agg(a.kind || ':' || a.code || ' ' || g.fen ORDER BY a.kind COLLATE "C", a.code COLLATE "C")
          FROM shop_leg g JOIN shop_account a ON a.id = g.account_id WHERE g.entry_id = e.id)
  FROM shop_link l
  JOIN shop_entry e ON e.id = l.entry_id
  JOIN shop_fund f ON f.id = e.fund_id
  LEFT JOIN shop_link r ON r.entry_id = e.reverses_id
 ORDER BY f.code COLLATE "C", l.number
"""
# Each: what it means when it finds a row, and the question.
QUESTIONS = (
    ("entry {} is in the books but not in the chain",
     "SELECT e.id FROM shop_entry e LEFT JOIN shop_link l ON l.entry_id = e.id WHERE l.entry_id IS NULL"),
    ("entry {} is not balanced",
     "SELECT entry_id FROM shop_leg GROUP BY entry_id HAVING sum(fen) <> 0 OR count(*) < 2"),
    ("account {} stands at {} fen, and its legs add up to {}",
     """SELECT b.account_id, b.fen, coalesce(sum(g.fen), 0) FROM shop_balance b
        LEFT JOIN shop_leg g ON g.account_id = b.account_id GROUP BY b.account_id, b.fen
        HAVING b.fen <> coalesce(sum(g.fen), 0)"""),
    ("account {} is an asset below zero: {} fen",
     "SELECT account_id, fen FROM shop_balance WHERE is_asset AND fen < 0"),
    ("entry {} was made and approved by one person", "SELECT id FROM shop_entry WHERE made_by_id = approved_by_id"),
    ("entry {} spends off purpose",
     """SELECT g.entry_id FROM shop_leg g
        JOIN shop_account a ON a.id = g.account_id JOIN shop_fund f ON f.id = a.fund_id
        WHERE a.kind = 'expense' AND g.fen > 0
          AND NOT ((a.cause <> '' AND a.cause = ANY (f.causes)) OR (a.cause = '' AND f.pays_costs))"""),
    ("entry {} spends outside the fund's plan",
     """SELECT g.entry_id FROM shop_leg g
        JOIN shop_account a ON a.id = g.account_id JOIN shop_fund f ON f.id = a.fund_id
        JOIN shop_entry e ON e.id = g.entry_id
        WHERE a.kind = 'expense' AND g.fen > 0 AND e.day NOT BETWEEN f.plan_from AND f.plan_to"""),
    ("entry {} was entered in a month that was closed",
     """SELECT e.id FROM shop_entry e JOIN shop_monthlock m ON m.fund_id = e.fund_id
        AND m.month = date_trunc('month', e.day)::date WHERE e.entered_at > m.locked_at"""),
    ("the head published for fund {} on {} is not in its chain",
     """SELECT h.fund_id, h.day FROM shop_dayhead h LEFT JOIN shop_link l
        ON l.fund_id = h.fund_id AND l.number = h.number AND l.hash = h.hash AND l.left_fen = h.left_fen
        WHERE l.entry_id IS NULL"""),
    ("month {1} of fund {0} is said to have brought {2} and cost {3} fen in {4} entries; its entries say {5}, {6}, {7}",
     """SELECT coalesce(m.fund_id, e.fund_id), to_char(coalesce(m.month, e.month), 'YYYY-MM'),
               m.in_fen, m.out_fen, m.entries, e.in_fen, e.out_fen, e.entries
        FROM shop_monthtotal m FULL JOIN (
          SELECT e.fund_id, date_trunc('month', e.day)::date AS month, count(DISTINCT e.id) AS entries,
                 coalesce(sum(-g.fen) FILTER (WHERE a.kind = 'income'), 0) AS in_fen,
                 coalesce(sum(g.fen) FILTER (WHERE a.kind = 'expense'), 0) AS out_fen
            FROM shop_entry e JOIN shop_leg g ON g.entry_id = e.id JOIN shop_account a ON a.id = g.account_id
           GROUP BY 1, 2) e ON e.fund_id = m.fund_id AND e.month = m.month
        WHERE (m.in_fen, m.out_fen, m.entries) IS DISTINCT FROM (e.in_fen, e.out_fen, e.entries)"""),
    ("box count {} says another amount than its entry",
     """SELECT c.id FROM shop_boxcount c
        WHERE c.entry_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM shop_leg g JOIN shop_account a ON a.id = g.account_id
          WHERE g.entry_id = c.entry_id AND a.code = 'Box' AND g.fen = c.fen)"""),
    ("box count {} was not signed by three people for what it says",
     """SELECT c.id FROM shop_boxcount c
        WHERE c.state IN ('counted', 'deposited', 'receipted', 'disclosed') AND 3 <> (
          SELECT count(DISTINCT s.by_id) FROM shop_confirmation s
          WHERE s.count_id = c.id AND s.round = c.round AND s.step = 'sign' AND s.fen = c.fen
            AND s.by_id IN (c.counter_a_id, c.counter_b_id, c.site_witness_id))"""),
    ("the chain of fund {} ends elsewhere than its last entry",
     """SELECT c.fund_id FROM shop_chain c LEFT JOIN LATERAL (
          SELECT number, hash FROM shop_link WHERE fund_id = c.fund_id ORDER BY number DESC LIMIT 1) l ON true
        WHERE c.number <> coalesce(l.number, 0) OR c.hash <> coalesce(l.hash, repeat('0', 64))"""),
)  # fmt: skip


class Row(NamedTuple):
    fund: str
    number: int
    entry: int
    kind: str
    day: str
    narration: str
    document_kind: str
    document_no: str
    reverses: str
    people: str
    before: str
    hash: str
    left_fen: int
    salt: str
    made_by: int
    approved_by: int
    document: str
    legs: list[str] | None

    @property
    def canonical(self) -> str:
        """The text that was hashed, one value a line: anyone can make it from the published table."""
        head = ("v1", self.fund, str(self.number), self.kind, self.day, self.narration)
        return "\n".join(
            (*head, self.document_kind, self.document_no, self.reverses, *(self.legs or ()), self.people)
        )  # fmt: skip

    @property
    def assets(self) -> int:
        return sum(int(leg.rpartition(" ")[2]) for leg in self.legs or () if leg.startswith("asset:"))


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def wrong_links(rows: Iterator[Row]) -> Iterator[str]:
    """Sentences about links that are not what the entries say; one pass, in the order of the chains."""
    before: dict[str, str] = defaultdict(lambda: BEGINNING)
    number: dict[str, int] = defaultdict(int)
    left: dict[str, int] = defaultdict(int)
    for row in rows:
        name = f"{row.fund} no. {row.number} (entry {row.entry}, {row.day})"
        if row.number != number[row.fund] + 1:
            yield f"{name}: {row.number - number[row.fund] - 1} entries are missing before it"
        if row.before != before[row.fund]:
            yield f"{name}: it does not follow the entry before it"
        if row.people != digest("\n".join((row.salt, str(row.made_by), str(row.approved_by), row.document))):
            yield f"{name}: the people or the document behind it were changed"
        if row.hash != digest(f"{row.before}\n{row.canonical}"):
            yield f"{name}: its content was changed"
        left[row.fund] += row.assets
        if row.left_fen != left[row.fund]:
            yield f"{name}: the balance after it is {left[row.fund]} fen, not {row.left_fen}"
        before[row.fund], number[row.fund] = row.hash, row.number


def missing_walls(cursor) -> Iterator[str]:
    cursor.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgenabled IN ('O', 'A')"
    )
    standing = set(cursor.fetchall())
    wanted = {(table, name) for table, names in TRIGGERS.items() for name in names}
    yield from (f"the trigger {name} of {table} is away or off" for table, name in sorted(wanted - standing))
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE convalidated UNION SELECT relname FROM pg_class WHERE relkind = 'i'"
    )
    known = {name for (name,) in cursor.fetchall()}
    yield from (f"the constraint {name} is away" for name in sorted(CONSTRAINTS - known))


def unwatched(rows: Iterator[Row], total: int) -> Iterator[Row]:
    return rows


def findings(connection, watch: Callable[[Iterator[Row], int], Iterator[Row]] = unwatched) -> Iterator[str]:
    """Everything that does not hold, as sentences. Reads one snapshot; entries pass through `watch(rows, total)`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shop_link")
        (total,) = cursor.fetchone()
        yield from missing_walls(cursor)
        for sentence, question in QUESTIONS:
            cursor.execute(question)
            yield from (sentence.format(*found) for found in cursor.fetchall())
    with connection.cursor("shop_audit") as cursor:
        cursor.itersize = BATCH
        cursor.execute(ENTRIES)
        yield from wrong_links(watch(map(Row._make, cursor), total))


def told(rows: Iterator[Row], total: int) -> Iterator[Row]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % BATCH == 0 or done == total:
            sys.stderr.write(f"\r{done:,} of {total:,} entries")
    sys.stderr.write("\n")


def main(dsn: str) -> int:
    connection = psycopg2.connect(dsn)
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    found = list(findings(connection, told))
    for sentence in found:
        sys.stdout.write(f"✗ {sentence}\n")
    sys.stdout.write(f"{len(found)} findings.\n" if found else "Every chain, balance and rule holds.\n")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which database: python -m shop.audit DSN")
    sys.exit(main(sys.argv[1]))
