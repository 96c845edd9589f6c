"""What a fund owes the public, and that its figures are the ledger's and stay."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from lib.refusals import Forbidden, Refused
from shop.actions import corrections, disclosures, ledger
from shop.disclosure_calendar import DisclosureCalendar, Due, add_months
from shop.models import Disclosure, Fund
from shop.tasks import draft_disclosures
from shop.vocabulary import DisclosureKind
from tests.shop.conftest import LAST_MONTH, THIS_MONTH, TODAY, fund_values

pytestmark = pytest.mark.django_db

LATE = "something has been entered late"


def plan(first: date, last: date) -> DisclosureCalendar:
    return DisclosureCalendar(Fund(plan_from=first, plan_to=last))


def owed(calendar: DisclosureCalendar, kind: str) -> list[tuple[date, date, date]]:
    return [(due.begins_on, due.ends_on, due.due_on) for due in calendar.owed if due.kind == kind]


# --- the clock


def test_a_long_plan_speaks_each_month_every_three_months_each_year_and_at_its_end():
    two_years = plan(date(2025, 2, 10), date(2027, 2, 9))
    months = owed(two_years, "monthly")
    assert len(months) == 25
    assert months[0] == (date(2025, 2, 10), date(2025, 2, 28), date(2025, 3, 15))
    assert months[-1][1] == date(2027, 2, 9)
    assert owed(two_years, "quarterly")[0] == (date(2025, 2, 10), date(2025, 5, 9), date(2025, 5, 24))
    assert len(owed(two_years, "quarterly")) == 8
    assert owed(two_years, "yearly")[1] == (date(2026, 1, 1), date(2026, 12, 31), date(2027, 3, 31))
    assert owed(two_years, "final") == [(date(2025, 2, 10), date(2027, 2, 9), date(2027, 5, 9))]


def test_a_plan_of_six_months_has_no_quarters():
    assert not owed(plan(date(2026, 1, 1), date(2026, 6, 30)), "quarterly")
    assert owed(plan(date(2026, 1, 1), date(2026, 7, 1)), "quarterly")


def test_periods_touch_each_other_and_leave_no_day_out():
    for kind in ("monthly", "quarterly", "yearly"):
        periods = owed(plan(date(2024, 1, 31), date(2026, 12, 30)), kind)
        assert (periods[0][0], periods[-1][1]) == (date(2024, 1, 31), date(2026, 12, 30))
        for (_first, last, _due), (following, _last, _due_too) in zip(periods, periods[1:], strict=False):
            assert following == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 3, 1), -1, date(2026, 2, 1)),
    ],
)
def test_months_are_added_to_the_end_of_short_ones(day, count, found):
    assert add_months(day, count) == found


# --- drafts


def test_figures_are_those_of_the_ledger(drafted):
    assert (drafted.opening_fen, drafted.in_fen, drafted.out_fen, drafted.closing_fen) == (30_000, 80_000, 0, 110_000)
    assert drafted.entries == 1
    assert (drafted.chain_number, drafted.chain_hash) == (2, drafted.fund.chain.hash)
    assert drafted.lines == [{"side": "in", "name": "捐款箱收入", "name_en": "Takings of the box", "fen": 80_000}]
    assert "800.00" in drafted.text
    assert "800.00" in drafted.text_en


def test_corrections_are_taken_off(fund, post, month, treasurer, director):
    wrong = post("gift", day=LAST_MONTH, Bank=5_000, Gifts=-5_000)
    reversal = corrections.propose_reversal(entry=wrong, explanation="记错了", document_no="更正 1", by=treasurer)
    corrections.carry_out(reversal=reversal, by=director, day=LAST_MONTH + timedelta(days=1))
    draft = disclosures.draft(fund=fund, due=month)
    assert (draft.in_fen, draft.lines, draft.entries) == (0, [], 2)


def test_what_is_owed_is_drafted_once(fund):
    draft_disclosures()
    count = Disclosure.objects.count()
    assert count == len(DisclosureCalendar(fund).ended(TODAY)) > 24
    draft_disclosures()
    assert Disclosure.objects.count() == count


def test_a_hidden_fund_owes_nothing(db):
    ledger.open_fund(**fund_values(is_public=False))
    draft_disclosures()
    assert not Disclosure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_draft_one(fund, month):
    together = threading.Barrier(2)

    def work():
        together.wait(timeout=20)
        disclosures.draft(fund=fund, due=month)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Disclosure.objects.count() == 1


# --- published


def test_one_writes_and_another_publishes(written, treasurer, director):
    with pytest.raises(Forbidden, match="another publishes"):
        disclosures.publish(disclosure=written, by=treasurer)
    assert disclosures.publish(disclosure=written, by=director).is_published


def test_what_nobody_wrote_is_not_published(drafted, director):
    with pytest.raises(Refused):
        disclosures.publish(disclosure=drafted, by=director)


def test_publishing_twice_is_publishing_once(published, treasurer):
    assert disclosures.publish(disclosure=published, by=treasurer).published_by == published.published_by


def test_nothing_is_published_before_its_period_is_over(fund, treasurer, director):
    due = Due(TODAY + timedelta(days=9), DisclosureKind.MONTHLY, THIS_MONTH, TODAY + timedelta(days=3))
    draft = disclosures.write(disclosure=disclosures.draft(fund=fund, due=due), text="还没有完。", by=treasurer)
    with pytest.raises(Refused, match="not over yet"):
        disclosures.publish(disclosure=draft, by=director)


def test_when_the_books_have_moved_it_is_drafted_anew(written, post, treasurer, director):
    post("box", day=LAST_MONTH, Box=100, Takings=-100)
    with pytest.raises(Refused, match="have moved"):
        disclosures.publish(disclosure=written, by=director)
    again = disclosures.redraft(disclosure=written, by=treasurer)
    assert (again.in_fen, again.text) == (80_100, written.text)
    assert disclosures.publish(disclosure=again, by=director).is_published


def test_an_entry_of_this_month_moves_nothing_of_last_month(written, post, director):
    post("box", Box=100, Takings=-100)
    assert disclosures.publish(disclosure=written, by=director).is_published


def test_what_is_published_stays(published, treasurer):
    for step in (
        lambda: disclosures.write(disclosure=published, text="改", by=treasurer),
        lambda: disclosures.redraft(disclosure=published, by=treasurer),
    ):
        with pytest.raises(Refused, match="stays"):
            step()


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("shop_disclosure_of_the_ledger", "in_fen = in_fen + 1, closing_fen = closing_fen + 1"),
        ("shop_disclosure_of_the_chain", "chain_hash = repeat('a', 64)"),
        ("shop_disclosure_stays", "due_on = due_on + 30"),
        ("shop_disclosure_two_people", "published_at = clock_timestamp(), published_by_id = written_by_id"),
    ],
)
def test_a_draft_says_nothing_else_in_sql(written, constraint, change):
    _refused_by(constraint, f"UPDATE shop_disclosure SET {change}")


@pytest.mark.parametrize("statement", ["UPDATE shop_disclosure SET text = '改'", "DELETE FROM shop_disclosure"])
def test_what_is_published_stays_in_sql(published, statement):
    _refused_by("shop_disclosure_stays", statement)


def _refused_by(constraint: str, statement: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_a_correction_is_a_new_version_with_its_reason(published, post, treasurer, director):
    post("box", day=LAST_MONTH, Box=100, Takings=-100)
    with pytest.raises(Refused, match="Say why"):
        disclosures.correct(disclosure=published, reason=" ", by=treasurer)
    second = disclosures.correct(disclosure=published, reason="补记一笔", by=treasurer)
    assert (second.version, second.in_fen, published.in_fen) == (2, 80_100, 80_000)
    with pytest.raises(Refused, match="being written already"):
        disclosures.correct(disclosure=published, reason="再改", by=treasurer)
    assert disclosures.publish(disclosure=second, by=director).is_published
    assert Disclosure.objects.published().count() == 2


# --- in public


def test_the_public_sees_what_is_owed_and_what_was_said(client, published):
    page = client.get(reverse("fund_disclosures", args=[published.fund.code])).content.decode()
    assert published.get_absolute_url() in page
    assert "pill--bad" in page
    sheet = client.get(published.get_absolute_url()).content.decode()
    assert published.chain_hash in sheet
    assert "1,100.00" in sheet
    assert client.post(published.get_absolute_url()).status_code == 405


def test_a_draft_is_nobodys_business(client, written):
    assert client.get(written.get_absolute_url()).status_code == 404
    page = client.get(reverse("fund_disclosures", args=[written.fund.code])).content.decode()
    assert written.text not in page


def test_every_version_names_the_others(client, published, treasurer, director):
    second = disclosures.correct(disclosure=published, reason="补记一笔", by=treasurer)
    disclosures.publish(disclosure=second, by=director)
    assert second.get_absolute_url() in client.get(published.get_absolute_url()).content.decode()
    newest = client.get(second.get_absolute_url()).content.decode()
    assert "补记一笔" in newest
    assert published.get_absolute_url() in newest


def test_a_hidden_fund_says_nothing(client, published):
    Fund.objects.update(is_public=False)
    assert client.get(published.get_absolute_url()).status_code == 404
    assert client.get(reverse("fund_disclosures", args=[published.fund.code])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, fund, treasurer, director, site_identity, django_assert_num_queries, count
):
    for due in DisclosureCalendar(fund).ended(TODAY)[:count]:
        draft = disclosures.draft(fund=fund, due=due)
        disclosures.write(disclosure=draft, text="没有收支。", by=treasurer)
        disclosures.publish(disclosure=draft, by=director)
    with django_assert_num_queries(3):
        client.get(reverse("fund_disclosures", args=[fund.code]))


def test_a_late_document_shows_on_what_was_published(client, published, post, treasurer):
    assert LATE not in client.get(published.get_absolute_url()).content.decode()
    post("box", Box=100, Takings=-100)
    assert not Disclosure.objects.outdated().exists()
    post("box", day=LAST_MONTH, Box=100, Takings=-100)
    assert Disclosure.objects.outdated().get() == published
    assert LATE in client.get(f"{published.get_absolute_url()}?again").content.decode()
    disclosures.correct(disclosure=published, reason="补记一笔", by=treasurer)
    assert not Disclosure.objects.outdated().exists()
