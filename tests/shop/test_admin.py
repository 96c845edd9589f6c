"""The desk: who opens a fund, who corrects, who confirms a deposit, and what nobody may."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from office.models import Post, Role
from shop.actions import boxes, corrections
from shop.models import BoxCount, Confirmation, Entry, Fund, MonthLock, Reversal
from shop.workflow import CountState, ReversalState
from tests.shop.conftest import fund_values, money

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/shop/"
INLINES = {
    f"{prefix}-{name}": "0" for prefix in ("confirmations", "lines") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}
REGISTERS = ["fund", "entry", "reversal", "monthlock", "box", "boxcount", "shop"]


def take(client, count, **values):
    """A step on the page of a count."""
    return client.post(f"{ADMIN}boxcount/{count.pk}/change/", {**INLINES, **values}, follow=True)


def lines(client) -> dict:
    return {str(line.title): line.waiting for line in client.get("/en/admin/").context["lines"]}


def fund_form(**values) -> dict:
    return {**fund_values("second", plan_from="2026-01-01", plan_to="2028-12-31", is_public="on"), **values}


# --- funds


def test_a_reviewer_opens_a_fund_with_its_accounts(client, approver):
    client.force_login(approver)
    answer = client.post(f"{ADMIN}fund/add/", fund_form())
    assert answer.status_code == 302, answer.context["errors"]
    assert set(Fund.objects.get().accounts.values_list("code", flat=True)) == {
        "Box", "Bank", "Takings", "Gifts", "Aid-Illness", "Aid-Study",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"plan_to": "2025-12-31"}, "ends after it began"), ({"custodian": " "}, "required|names the charity"),
        ({"causes": []}, "required"), ({"causes": ["gambling"]}, "valid choice"), ({"code": "a b"}, "slug"),
    ],
)  # fmt: skip
def test_what_is_no_fund(client, approver, values, words):
    client.force_login(approver)
    assert re.search(words, client.post(f"{ADMIN}fund/add/", fund_form(**values)).content.decode())
    assert not Fund.objects.exists()


def test_the_purpose_is_only_read_afterwards(client, approver, fund):
    client.force_login(approver)
    client.post(
        f"{ADMIN}fund/{fund.pk}/change/", {**fund_form(), "purpose": "别的", "name": "新名字", "is_public": "on"}
    )
    fund.refresh_from_db()
    assert (fund.purpose, fund.name) == ("帮助困难家庭", "新名字")


def test_an_editor_opens_no_fund(client, keeper, fund):
    client.force_login(keeper)
    assert client.get(f"{ADMIN}fund/add/").status_code == 403
    assert client.get(f"{ADMIN}fund/{fund.pk}/change/").status_code == 200
    assert client.post(f"{ADMIN}fund/{fund.pk}/change/", fund_form()).status_code == 403


# --- who sees


@pytest.mark.parametrize("register", REGISTERS)
def test_a_towns_editor_has_nothing_to_do_with_the_citys_money(client, editor, counted, register):
    client.force_login(editor)
    assert client.get(f"{ADMIN}{register}/").status_code == (200 if register == "shop" else 403)


@pytest.mark.parametrize("register", REGISTERS)
def test_an_auditor_sees_and_changes_nothing(client, auditor, counted, register):
    client.force_login(auditor)
    assert client.get(f"{ADMIN}{register}/").status_code == 200
    assert client.get(f"{ADMIN}{register}/add/").status_code == 403


@pytest.mark.parametrize("register", REGISTERS)
def test_nobody_deletes(client, superuser, counted, register):
    client.force_login(superuser)
    model = {"fund": counted.fund, "entry": counted.entry, "box": counted.box, "boxcount": counted}.get(register)
    if model is not None:
        assert client.post(f"{ADMIN}{register}/{model.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_queues_are_those_of_the_city(client, editor, keeper, counted):
    client.force_login(keeper)
    assert lines(client)["Box money · to the bank"].count == 1
    client.force_login(editor)
    assert "Box money · to the bank" not in lines(client)


def test_what_is_opened_waits_for_three_people(client, keeper, opened):
    client.force_login(keeper)
    assert lines(client)["Box counts · to confirm"].count == 1
    listed = client.get(f"{ADMIN}boxcount/", {"waits": "signatures"}).context["cl"]
    assert [count.pk for count in listed.result_list] == [opened.pk]


def test_what_all_three_signed_waits_no_more(client, keeper, counted):
    client.force_login(keeper)
    assert lines(client)["Box counts · to confirm"].count == 0


# --- entries


def test_entries_are_found_by_number_and_document(client, keeper, counted, post):
    post("gift", Bank=500, Gifts=-500, document_no="AB-77")
    client.force_login(keeper)
    for query, found in (("2", 1), ("AB-77", 1), ("MH-01-001", 1), ("nothing", 0)):
        assert client.get(f"{ADMIN}entry/", {"q": query}).context["cl"].result_count == found


def test_nobody_edits_an_entry(client, superuser, counted):
    client.force_login(superuser)
    address = f"{ADMIN}entry/{counted.entry.pk}/change/"
    assert counted.entry.link.hash in client.get(address).content.decode()
    assert client.post(address, {"narration": "改"}).status_code == 403
    assert client.get(f"{ADMIN}entry/add/").status_code == 403


@pytest.mark.parametrize("entries", [1, 3])
def test_the_register_asks_the_same(client, keeper, post, entries, django_assert_num_queries):
    for number in range(entries):
        post("box", Box=100 + number, Takings=-100 - number)
    client.force_login(keeper)
    client.get(f"{ADMIN}entry/")
    with django_assert_num_queries(11):
        assert client.get(f"{ADMIN}entry/").context["cl"].result_count == entries


# --- corrections


def propose(client, entry, **values):
    form = {"entry": entry.pk, "explanation": "数错了一张", "document_no": "更正 1", **values}
    return client.post(f"{ADMIN}reversal/add/", form)


def test_one_proposes_and_another_carries_out(client, keeper, approver, counted):
    client.force_login(keeper)
    answer = propose(client, counted.entry)
    assert answer.status_code == 302, answer.context["errors"]
    proposal = Reversal.objects.get()
    assert not Entry.objects.filter(kind="reversal").exists()
    client.force_login(approver)
    assert lines(client)["Corrections · to decide"].count == 1
    for _click in range(2):
        client.post(f"{ADMIN}reversal/{proposal.pk}/change/", {"decision": "carry_out"})
    entry = Entry.objects.get(kind="reversal")
    assert (entry.made_by, entry.approved_by, entry.narration) == (keeper, approver, "数错了一张")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.result) == (ReversalState.CARRIED_OUT, entry)


def test_nobody_decides_on_their_own(client, approver, counted):
    client.force_login(approver)
    propose(client, counted.entry)
    assert lines(client)["Corrections · to decide"].count == 0
    answer = client.post(f"{ADMIN}reversal/{Reversal.objects.get().pk}/change/", {"decision": "carry_out"})
    assert answer.status_code == 403
    with pytest.raises(Exception, match="does not decide on it"):
        corrections.carry_out(reversal=Reversal.objects.get(), by=approver)


def test_an_editor_does_not_decide(client, keeper, approver, counted):
    client.force_login(approver)
    propose(client, counted.entry)
    client.force_login(keeper)
    answer = client.post(f"{ADMIN}reversal/{Reversal.objects.get().pk}/change/", {"decision": "carry_out"})
    assert answer.status_code == 403


def test_a_correction_of_a_correction_is_not_even_proposed(client, keeper, approver, counted):
    client.force_login(keeper)
    propose(client, counted.entry)
    corrections.carry_out(reversal=Reversal.objects.get(), by=approver)
    for entry, words in (
        (Entry.objects.get(kind="reversal"), "cannot be corrected"),
        (counted.entry, "corrected already"),
    ):
        assert (
            words
            in client.post(
                f"{ADMIN}reversal/add/",
                {"entry": entry.pk, "explanation": "再来", "document_no": "更正 2"},
                follow=True,
            ).content.decode()
        )
    assert Reversal.objects.count() == 1


def test_a_correction_is_declined_with_a_reason(client, keeper, approver, counted):
    client.force_login(keeper)
    propose(client, counted.entry)
    client.force_login(approver)
    address = f"{ADMIN}reversal/{Reversal.objects.get().pk}/change/"
    assert "Say why it is declined." in client.post(address, {"decision": "decline", "why": " "}).content.decode()
    client.post(address, {"decision": "decline", "why": "没有错"})
    assert Reversal.objects.get().state == ReversalState.DECLINED
    assert not Entry.objects.filter(kind="reversal").exists()


# --- months


def test_a_month_is_closed_for_good(client, approver, fund):
    client.force_login(approver)
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    for _click in range(2):
        client.post(f"{ADMIN}monthlock/add/", {"fund": fund.pk, "month": last.isoformat()})
    lock = MonthLock.objects.get()
    assert lock.locked_by == approver
    assert client.post(f"{ADMIN}monthlock/{lock.pk}/change/", {"month": "2020-01-01"}).status_code == 403


def test_a_month_that_is_not_over_stays_open(client, approver, fund):
    client.force_login(approver)
    form = {"fund": fund.pk, "month": timezone.localdate().replace(day=1).isoformat()}
    assert "when it is over" in client.post(f"{ADMIN}monthlock/add/", form, follow=True).content.decode()
    assert not MonthLock.objects.exists()


# --- counts


def plan(client, box, **values):
    people = {"first": "13900000001", "second": "139 0000 0002", "witness": "13900000003"}
    return client.post(f"{ADMIN}boxcount/add/", {"box": box.pk, **people, **values})


def test_the_office_plans_a_count(client, keeper, box, anna, bert, witness):
    client.force_login(keeper)
    answer = plan(client, box)
    assert answer.status_code == 302, answer.context["errors"]
    count = BoxCount.objects.get()
    assert (count.people, count.planned_by, count.sheet_no) == ((anna.pk, bert.pk, witness.pk), keeper, "MH-01-001")


@pytest.mark.parametrize(
    ("values", "words"),
    [({"second": "13900000001"}, "three different people"), ({"witness": "13999999999"}, "Nobody signs in"),
     ({"witness": "nobody"}, "Nobody signs in")],
)  # fmt: skip
def test_people_who_do_not_fit(client, keeper, box, anna, bert, witness, values, words):
    client.force_login(keeper)
    answer = plan(client, box, **values)
    page = client.get(answer.url).content.decode() if answer.status_code == 302 else answer.content.decode()
    assert words in page
    assert not BoxCount.objects.exists()


def test_the_desk_is_as_blind_as_the_counters(client, superuser, auditor, opened, anna, bert):
    boxes.seal_count(count=opened, by=anna, found=money(777))
    for person in (superuser, auditor):
        client.force_login(person)
        page = client.get(f"{ADMIN}boxcount/{opened.pk}/change/").content.decode()
        assert "My count is final" in page
        assert "777" not in page
        assert "100.00" not in page
    boxes.seal_count(count=opened, by=bert, found=money(777))
    assert "100.00" in client.get(f"{ADMIN}boxcount/{opened.pk}/change/").content.decode()


def test_lines_are_nowhere_else(client, superuser, opened, anna):
    boxes.seal_count(count=opened, by=anna, found=money(777))
    client.force_login(superuser)
    assert client.get(f"{ADMIN}countline/").status_code == 404
    document = client.get("/api/v1/openapi.json").content.decode()
    assert "denomination" not in document


def test_a_slip_is_confirmed_by_somebody_else(client, approver, counted, anna):
    boxes.enter_slip(count=counted, by=anna, slip_no="SLIP-1", slip_on=timezone.localdate())
    client.force_login(approver)
    assert lines(client)["Box counts · slip to confirm"].count == 1
    for _click in range(2):
        client.post(f"{ADMIN}boxcount/", {"action": "confirm_deposits", "_selected_action": [counted.pk]})
    counted.refresh_from_db()
    assert (counted.state, counted.deposit.approved_by) == (CountState.DEPOSITED, approver)
    assert Entry.objects.count() == 2


def test_from_the_bank_to_disclosure(client, approver, counted, anna):
    boxes.enter_slip(count=counted, by=anna, slip_no="SLIP-1", slip_on=timezone.localdate())
    client.force_login(approver)
    take(client, counted, step="confirm")
    answer = take(client, counted, step="receipt", receipt=" ")
    assert "number of the charity’s receipt" in html.unescape(answer.content.decode()).replace("'", "’")
    take(client, counted, step="receipt", receipt="R-1")
    take(client, counted, step="disclose")
    counted.refresh_from_db()
    assert (counted.state, counted.receipt_no) == (CountState.DISCLOSED, "R-1")
    assert take(client, counted, step="disclose").status_code == 403


def test_an_editor_confirms_no_deposit(client, keeper, counted, anna):
    boxes.enter_slip(count=counted, by=anna, slip_no="SLIP-1", slip_on=timezone.localdate())
    client.force_login(keeper)
    assert client.post(f"{ADMIN}boxcount/{counted.pk}/change/", {"step": "confirm"}).status_code == 403
    client.post(f"{ADMIN}boxcount/", {"action": "confirm_deposits", "_selected_action": [counted.pk]})
    counted.refresh_from_db()
    assert counted.state == CountState.COUNTED


def test_a_counter_of_the_office_does_not_confirm_their_own_slip(
    client, approver, box, bert, witness, anna, picture, treasurer
):
    count = boxes.plan_count(box=box, counter_a=approver, counter_b=bert, site_witness=witness, by=treasurer)
    boxes.open_box(count=count, by=approver, seal_no_before="S")
    for person in (bert, witness):
        boxes.confirm_opening(count=count, by=person)
    for person in (approver, bert):
        boxes.seal_count(count=count, by=person, found=money(5))
    boxes.close_box(count=count, by=bert, seal_no_after="T", photo=picture)
    for person in (approver, bert, witness):
        boxes.sign(count=count, by=person, fen=500)
    boxes.enter_slip(count=count, by=approver, slip_no="S-1", slip_on=timezone.localdate())
    client.force_login(approver)
    page = take(client, count, step="confirm").content.decode()
    assert "Two people" in page
    assert not Entry.objects.filter(kind="deposit").exists()


def test_what_waits_can_be_listed(client, keeper, count_box):
    count_box(230, 231)
    client.force_login(keeper)
    assert lines(client)["Box counts · difference to explain"].count == 1
    found = {waits: client.get(f"{ADMIN}boxcount/", {"waits": waits}).context["cl"].result_count
             for waits in ("bank", "slip", "difference")}  # fmt: skip
    assert found == {"bank": 0, "slip": 0, "difference": 1}


def test_money_that_stays_too_long_is_late(client, keeper, counted, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=20))
    client.force_login(keeper)
    assert lines(client)["Box money · to the bank"].is_urgent
    assert "late" in client.get(f"{ADMIN}boxcount/").content.decode()


def test_a_sealed_box_is_called_off_with_a_reason(client, keeper, planned):
    client.force_login(keeper)
    assert "Say why" in take(client, planned, step="call_off").content.decode()
    take(client, planned, step="call_off", reason_text="见证人生病")
    planned.refresh_from_db()
    assert planned.state == CountState.CALLED_OFF


def test_no_step_chosen(client, keeper, planned):
    client.force_login(keeper)
    page = take(client, planned).content.decode()
    assert "Choose the step" in page
    assert Confirmation.objects.count() == 0


def test_a_shop_waits_to_be_shown(client, editor, shop, yangshe):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    shop.is_public = False
    shop.save(update_fields=["is_public"])
    client.force_login(editor)
    assert lines(client)["Charity shops · to be shown"].count == 1
    assert lines(client)["Places · to be shown"].count == 0
