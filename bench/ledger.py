"""The books at 200,000 entries: the fund's page kept and made anew, posting, and how long an audit takes.

`python -m bench.ledger`, inside `script/dev-env`. The history is written past the triggers, as only the tables' owner
can; that an audit finds nothing in it says that it is one that the triggers would have written.
"""

import contextlib
import io
import os
import statistics
import subprocess
import sys
import time
import uuid
from datetime import date, timedelta

from bench import ground
from bench.pages import rate
from bench.queries import median_ms

# The last is what page and posting are measured at.
STEPS = (50_000, 100_000, 200_000)
POSTED = 300
ROUNDS = 7
PAGE = "/shop/fund/bench/"
# What the page shows, asked as plainly as it can be.
PLAIN = (
    "SELECT * FROM shop_fund WHERE is_public AND code = 'bench'",
    """SELECT a.code, a.name, b.fen FROM shop_balance b JOIN shop_account a ON a.id = b.account_id
       WHERE a.fund_id = {fund} AND b.is_asset ORDER BY a.code""",
    "SELECT month, in_fen, out_fen, entries FROM shop_monthtotal WHERE fund_id = {fund} ORDER BY month DESC",
    """SELECT l.number, l.left_fen, e.*, r.number, c.number,
              (SELECT sum(fen) FROM shop_leg WHERE entry_id = e.id AND fen > 0),
              (SELECT sum(g.fen) FROM shop_leg g JOIN shop_account a ON a.id = g.account_id
                WHERE g.entry_id = e.id AND a.kind = 'asset')
       FROM shop_link l JOIN shop_entry e ON e.id = l.entry_id
       LEFT JOIN shop_link r ON r.entry_id = e.reverses_id
       LEFT JOIN shop_entry v ON v.reverses_id = e.id LEFT JOIN shop_link c ON c.entry_id = v.id
       WHERE l.fund_id = {fund} ORDER BY l.number DESC LIMIT 12""",
    """SELECT c.*, b.public_no FROM shop_boxcount c JOIN shop_box b ON b.id = c.box_id
       WHERE c.fund_id = {fund} AND c.state IN ('counted', 'deposited', 'receipted', 'disclosed')
       ORDER BY c.opened_at DESC LIMIT 6""",
    "SELECT max(month) FROM shop_monthlock WHERE fund_id = {fund}",
    "SELECT * FROM shop_dayhead WHERE fund_id = {fund} ORDER BY day DESC LIMIT 3",
    "SELECT * FROM office_referencefigure WHERE key IN ('fund_total_yuan', 'families_helped', 'goods_donated')",
)


def open_fund():
    from accounts.models import User
    from shop.actions import ledger

    fund = ledger.open_fund(
        code="bench", name="量测基金", name_en="Bench fund", purpose="量测", purpose_en="Measuring", causes=["illness"],
        custodian="x", custodian_en="x", licence_no="x", filing_no="x", plan_from=date(2020, 1, 1),
        plan_to=date(2035, 12, 31), is_sample=True,
    )  # fmt: skip
    people = [User.objects.create_user(f"bench{number}") for number in range(2)]
    return fund, people


def write_history(fund, people, count: int) -> None:
    """`count` entries in the chain of `fund`: money found, taken to the bank, and a part of it spent."""
    from shop.audit import BEGINNING, Row, digest

    accounts = {account.code: account.pk for account in fund.accounts.all()}
    names = {account.pk: f"{account.kind}:{account.code}" for account in fund.accounts.all()}
    kinds = {"box": ("Box", "Takings"), "deposit": ("Bank", "Box"), "aid": ("Aid-Illness", "Bank")}
    entries, legs, links = io.StringIO(), io.StringIO(), io.StringIO()
    before, left, balances, months = BEGINNING, 0, dict.fromkeys(accounts.values(), 0), {}
    first_day = date(2021, 1, 1)
    # Each statement by itself: what waits for a commit keeps a table from being altered.
    with contextlib.closing(ground.connect(ground.DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT nextval('shop_entry_id_seq')")
        first = cursor.fetchone()[0]
        for number in range(1, count + 1):
            kind = ("box", "deposit", "aid")[number % 3 - 1]
            fen = 500 if kind == "aid" else 1000
            to, source = (accounts[code] for code in kinds[kind])
            day = first_day + timedelta(days=number * 1700 // count)
            salt, identity = f"{number:032x}", first + number
            sides = {to: fen, source: -fen}
            hidden = digest("\n".join((salt, str(people[0].pk), str(people[1].pk), "-")))
            row = Row(
                fund.code, number, identity, kind, f"{day}", "量测分录", "count", f"S-{number}", "-", hidden, before,
                "", 0, salt, people[0].pk, people[1].pk, "-",
                sorted(f"{names[account]} {value}" for account, value in sides.items()),
            )  # fmt: skip
            hash_ = digest(f"{before}\n{row.canonical}")
            left += row.assets
            entries.write(
                f"{identity}\t{fund.pk}\t{kind}\t{day}\t量测分录\t\tcount\tS-{number}\t{people[0].pk}\t{people[1].pk}"
                f"\t2026-01-01 00:00+08\t{salt}\t{uuid.UUID(int=number)}\n"
            )
            links.write(f"{identity}\t{fund.pk}\t{number}\t{hidden}\t{before}\t{hash_}\t{left}\n")
            month = months.setdefault(day.replace(day=1), [0, 0, 0])
            month[0] += fen if kind == "box" else 0
            month[1] += fen if kind == "aid" else 0
            month[2] += 1
            for account, value in sides.items():
                legs.write(f"{identity}\t{account}\t{value}\n")
                balances[account] += value
            before = hash_
        for table in ("shop_entry", "shop_leg", "shop_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, columns, rows in (
            ("shop_entry", "id, fund_id, kind, day, narration, narration_en, document_kind, document_no, made_by_id,"
             " approved_by_id, entered_at, salt, token", entries),
            ("shop_leg", "entry_id, account_id, fen", legs),
            ("shop_link", "entry_id, fund_id, number, people, before, hash, left_fen", links),
        ):  # fmt: skip
            rows.seek(0)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", rows)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT setval('shop_entry_id_seq', %s)", [first + count])
        for account, fen in balances.items():
            cursor.execute("UPDATE shop_balance SET fen = %s WHERE account_id = %s", [fen, account])
        cursor.execute("UPDATE shop_chain SET number = %s, hash = %s WHERE fund_id = %s", [count, before, fund.pk])
        for month, values in months.items():
            cursor.execute(
                "INSERT INTO shop_monthtotal (fund_id, month, in_fen, out_fen, entries) VALUES (%s, %s, %s, %s, %s)",
                [fund.pk, month, *values],
            )
        cursor.execute("VACUUM ANALYZE")


def audit_seconds() -> float:
    from shop.audit import findings

    connection = ground.connect(ground.DATABASE)
    connection.autocommit = False
    began = time.perf_counter()
    found = list(findings(connection))
    assert not found, found[:3]
    connection.close()
    return time.perf_counter() - began


def anew(fund) -> tuple[float, float, int]:
    """Milliseconds of the page's statements when made anew, of the plain ones, and how many ours are."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(PAGE, {"warm": 1})
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE, {"bench": 1}).status_code == 200
    ours = [query["sql"] for query in queries if "office_siteidentity" not in query["sql"]]
    with connection.cursor() as cursor:
        mine = sum(median_ms(cursor.cursor, sql) for sql in ours)
        theirs = sum(median_ms(cursor.cursor, sql.format(fund=fund.pk)) for sql in PLAIN)
    return mine, theirs, len(ours)


def through_the_action(fund, people, number: int) -> None:
    from shop.actions import ledger

    ledger.post(
        fund=fund, kind="gift", day=date(2026, 1, 1), sides={"Bank": 100, "Gifts": -100}, narration="量测",
        document_kind="receipt", document_no=f"R-{number}", made_by=people[0], approved_by=people[1],
        token=uuid.uuid4(),
    )  # fmt: skip


def by_hand(cursor, fund, people, number: int) -> None:
    """The statements of the action, and nothing else."""
    cursor.execute("BEGIN")
    cursor.execute("SELECT id, code FROM shop_account WHERE fund_id = %s AND code IN ('Bank', 'Gifts')", [fund.pk])
    accounts = {code: identity for identity, code in cursor.fetchall()}
    cursor.execute("SAVEPOINT one")
    cursor.execute(
        """INSERT INTO shop_entry (fund_id, kind, day, narration, narration_en, document_kind, document_no, made_by_id,
             approved_by_id, entered_at, salt, token)
           VALUES (%s, 'gift', '2026-01-01', '量测', '', 'receipt', %s, %s, %s, now(), %s, %s) RETURNING id""",
        [fund.pk, f"R-{number}", people[0].pk, people[1].pk, uuid.uuid4().hex, str(uuid.uuid4())],
    )
    entry = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO shop_leg (entry_id, account_id, fen) VALUES (%s, %s, 100), (%s, %s, -100) RETURNING id",
        [entry, accounts["Bank"], entry, accounts["Gifts"]],
    )
    cursor.fetchall()
    cursor.execute("SET CONSTRAINTS shop_entry_settles IMMEDIATE")
    cursor.execute("SET CONSTRAINTS shop_entry_settles DEFERRED")
    cursor.execute("RELEASE SAVEPOINT one")
    cursor.execute("COMMIT")


def posting(fund, people) -> tuple[float, float]:
    """Milliseconds of one entry, through the action and by hand; taken in turns, so that both meet the same machine."""
    from django.db import connection

    connection.ensure_connection()
    raw = ground.connect(ground.DATABASE)
    times: dict[str, list[float]] = {"action": [], "hand": []}
    with raw.cursor() as cursor:
        for number in range(POSTED):
            began = time.perf_counter()
            through_the_action(fund, people, number)
            middle = time.perf_counter()
            by_hand(cursor, fund, people, number)
            times["action"].append(middle - began)
            times["hand"].append(time.perf_counter() - middle)
    raw.close()
    return tuple(statistics.median(values) * 1000 for values in times.values())


def inside() -> None:
    """In a process of its own, with the bench database: writes the history and measures what needs no server."""
    fund, people = open_fund()
    for count in STEPS:
        empty()
        write_history(fund, people, count)
        seconds = audit_seconds()
        say(f"| audit of {count:,} entries | {seconds:.1f} s | | {seconds / count * 1e6:.0f} µs an entry |")
    mine, theirs, count = anew(fund)
    say(f"| fund's page anew, {count} statements | {mine:.2f} ms | {theirs:.2f} ms plain | {mine / theirs:.2f}× |")
    action, hand = posting(fund, people)
    say(f"| one entry through the action | {action:.2f} ms | {hand:.2f} ms by hand | {hand / action:.2f} |")


def empty() -> None:
    """Nothing in any fund's books: the sample's are in the way, and so is a shorter history."""
    with contextlib.closing(ground.connect(ground.DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE shop_link, shop_leg, shop_entry, shop_monthtotal, shop_monthlock, shop_dayhead,"
            " shop_boxcount CASCADE"
        )
        cursor.execute("UPDATE shop_balance SET fen = 0")
        cursor.execute("UPDATE shop_chain SET number = 0, hash = repeat('0', 64)")


def kept() -> None:
    """Answers per second of the kept page, and of the home page for comparison, as ratios to the bare view."""
    with ground.server("bench.bare:application") as bare, ground.server("civic.wsgi:application") as portal:
        targets = {"bare Django view": bare + "/", "home kept": portal + "/", "fund's page kept": portal + PAGE}
        samples: dict[str, list[float]] = {name: [] for name in targets}
        # In turns, so that all three meet the same machine.
        for _round in range(ROUNDS):
            for name, url in targets.items():
                samples[name].append(rate(url))
    middle = {name: statistics.median(values) for name, values in samples.items()}
    for name, value in middle.items():
        say(f"| {name} | {value:,.0f} a second | | {value / middle['bare Django view']:.2f} |")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    with ground.city():
        subprocess.run(
            [sys.executable, "-m", "bench.ledger", "inside"], cwd=ground.ROOT, env=ground.environment(), check=True
        )
        kept()


if __name__ == "__main__":
    if "inside" in sys.argv:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
        import django

        django.setup()
        inside()
    else:
        main()
