"""The books to take away: as a table, and as a journal that a stranger's program accepts."""

import csv
import io
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shop.actions import ledger
from shop.journal import quoted, yuan
from shop.models import Balance

pytestmark = pytest.mark.django_db
FUND = "/en/shop/fund/meihao/"
NASTY = '=HYPERLINK("http://x") \\ "引号" 与 ; 分号 {{ 7 }}'
BEAN_CHECK = Path(sys.executable).with_name("bean-check")


@pytest.fixture
def books(filled, post):
    post("aid", Aid_Illness=30_005, Bank=-30_005, narration=NASTY, document_no="=1+1")
    post("gift", Bank=1, Gifts=-1, narration="一分钱")


def body(client, name: str) -> bytes:
    answer = client.get(FUND + name)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_csv_is_for_excel_and_runs_nothing(client, books):
    data = body(client, "ledger.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert rows[3][3] == f"'{NASTY}"
    assert rows[3][5] == "'=1+1"
    assert rows[3][7] == "asset:Bank -30005; expense:Aid-Illness 30005"
    assert rows[3][8:10] == ["300.05", "699.95"]


def test_excel_holds_the_same(client, books):
    sheet = load_workbook(io.BytesIO(body(client, "ledger.xlsx"))).active
    assert sheet.max_row == 5
    assert sheet["D4"].value == f"'{NASTY}"


def test_heads_as_json(client, books):
    ledger.publish_heads()
    answer = json.loads(body(client, "heads.json"))
    assert [(head["number"], head["left_fen"]) for head in answer["heads"]] == [(4, 69_996)]


def journal(client, tmp_path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_bytes(body(client, "ledger.beancount"))
    return path


def check(path: Path) -> subprocess.CompletedProcess:
    return subprocess.run([BEAN_CHECK, path], capture_output=True, text=True, timeout=60)


def test_bean_check_accepts_the_journal(client, books, tmp_path, treasurer, director, fund):
    path = journal(client, tmp_path)
    result = check(path)
    assert (result.returncode, result.stderr) == (0, "")
    said = dict(re.findall(r"balance (\S+)\s+(\S+) ~ 0.00 CNY", path.read_text()))
    kept = {
        f"{'Assets' if balance.is_asset else top}:Meihao:{balance.account.code}": Decimal(balance.fen) / 100
        for balance in Balance.objects.select_related("account")
        for top in [{"income": "Income", "expense": "Expenses", "asset": ""}[balance.account.kind]]
    }
    assert {name: Decimal(amount) for name, amount in said.items()} == kept


def test_bean_check_refuses_another_balance(client, books, tmp_path):
    """So that its silence above means something."""
    path = journal(client, tmp_path)
    path.write_text(
        path.read_text().replace("balance Assets:Meihao:Bank  699.96", "balance Assets:Meihao:Bank  699.95")
    )
    assert check(path).returncode != 0


def test_an_empty_fund_is_a_journal_too(client, fund, tmp_path):
    assert check(journal(client, tmp_path)).returncode == 0


def test_unchanged_books_are_not_sent_twice(client, books, post):
    etag = client.get(FUND + "ledger.csv")["ETag"]
    assert client.get(FUND + "ledger.csv", headers={"if-none-match": etag}).status_code == 304
    post("gift", Bank=1, Gifts=-1)
    assert client.get(FUND + "ledger.csv", headers={"if-none-match": etag}).status_code == 200


def test_nobody_takes_everything_all_the_time(client, books, monkeypatch):
    monkeypatch.setattr("shop.views.exports.TIMES", 2)
    assert [client.get(FUND + "heads.json").status_code for _time in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("name", ["ledger.csv", "ledger.xlsx", "ledger.beancount", "heads.json"])
def test_wrong_method(client, fund, name):
    assert client.post(FUND + name).status_code == 405


@pytest.mark.parametrize(
    ("fen", "words"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-10050, "-100.50"), (10**12, "10000000000.00")]
)
def test_fen_are_exact(fen, words):
    assert yuan(fen) == words


def test_quotes_are_escaped():
    assert quoted('a"b\\') == '"a\\"b\\\\"'
