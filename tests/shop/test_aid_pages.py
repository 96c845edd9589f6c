"""The pages of aid: a household's, those of the people who work on it, the desk's, and what everybody reads."""

import html
import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Identity
from office.models import Role
from shop.actions import aid, aid_decisions, aid_money
from shop.models import AidAccess, AidCase, AidObjection, AidVisit
from shop.vocabulary import Ratification
from shop.workflow import AidState
from tests.conftest import standing_post
from tests.shop.aid_cast import NUMBER, ago, number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]
AID = "/en/shop/aid/"


def phone(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(response) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def application(fund, yangshe, **values) -> dict:
    return {
        "fund": fund.pk, "cause": "illness", "story": "父亲住院", "region": yangshe.pk, "address": "某路1号",
        "phone": "13800000001", "family_size": "3", "token": uuid4(), "consents": "on", **values,
    }  # fmt: skip


WHO = {"name": "张小港", "document_type": "resident_id", "document": NUMBER, "agree": "on"}


# --- the household


def test_a_household_applies_with_its_identity_in_one_go(fund, resident, yangshe, notice):
    client = phone(resident)
    answer = client.post(f"{AID}my/apply/", application(fund, yangshe, **WHO, asked_yuan="1500"), follow=True)
    case = AidCase.objects.get()
    assert (case.applicant, case.asked_fen, case.household.documents.count()) == (resident, 150_000, 1)
    assert case.number in text(answer)
    assert Identity.objects.filter(user=resident).exists()


def test_the_second_click_sends_nothing_more(fund, household, yangshe):
    client, values = phone(household), application(fund, yangshe)
    for _click in range(2):
        assert client.post(f"{AID}my/apply/", values).status_code == 302
    assert AidCase.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"consents": ""}, "only with this consent"), ({"cause": "living"}, "may not be spent on that"),
        ({"cause": "gambling"}, "valid choice"), ({"family_size": "0"}, "greater than or equal to 1"),
        ({"phone": "12"}, "11 digits"), ({"other_documents": "123"}, "18 characters"), ({"story": ""}, "required"),
        ({"bank_account": "12ab"}, "8 to 24 digits"), ({"bank_account": "6222000011112222"}, "Which bank"),
        ({"asked_yuan": "-5"}, "greater than or equal to 0"), ({"region": "0"}, "valid choice"),
    ],
)  # fmt: skip
def test_what_is_no_application_gets_a_sentence(fund, household, yangshe, values, words):
    answer = phone(household).post(f"{AID}my/apply/", application(fund, yangshe, **values))
    assert answer.status_code == 400
    assert words in text(answer)
    assert not AidCase.objects.exists()


def test_a_child_is_sent_to_its_guardian(fund, stranger, yangshe, notice, settings):
    from tests.volunteers.conftest import aged

    values = application(fund, yangshe, **{**WHO, "document": aged(15)})
    answer = phone(stranger).post(f"{AID}my/apply/", values)
    assert answer.status_code == 400
    assert "Ask my guardian" in text(answer)
    assert not AidCase.objects.exists()


def test_where_my_application_stands(applied, walk, household):
    client = phone(household)
    assert "Within a few working days" in text(client.get(f"{AID}my/{applied.pk}/"))
    walk(applied, "notice")
    page = text(client.get(f"{AID}my/{applied.pk}/"))
    assert "on public notice, without your name" in page
    assert "**** 2222" in page
    assert "6222000011112222" not in page
    assert applied.number in text(client.get(f"{AID}my/"))


def test_withdraw_object_confirm(applied, walk, filled, household, handler):
    client = phone(household)
    aid_decisions.refuse(case=walk(applied, "visiting"), by=handler, reason="请先申请临时救助。")
    assert "请先申请临时救助" in text(client.get(f"{AID}my/{applied.pk}/"))
    assert client.post(f"{AID}my/{applied.pk}/object/", {"text": ""}).status_code == 400
    client.post(f"{AID}my/{applied.pk}/object/", {"text": "已经申请过了。"})
    assert AidObjection.objects.get().text.reveal() == "已经申请过了。"
    assert client.post(f"{AID}my/{applied.pk}/withdraw/", {}).status_code == 409


def test_the_household_confirms_and_changes_its_account(applied, walk, filled, household):
    client = phone(household)
    client.post(f"{AID}my/{applied.pk}/account/", {"bank_name": "样例银行", "bank_account": "6222 3333 4444 5555"})
    applied.refresh_from_db()
    assert applied.bank_account.reveal() == "6222333344445555"
    walk(applied, "paid")
    client.post(f"{AID}my/{applied.pk}/receipt/")
    applied.refresh_from_db()
    assert applied.state == AidState.RECEIPTED


@pytest.mark.parametrize("path", ["my/{pk}/", "work/{pk}/"])
def test_nobody_else_finds_it(applied, stranger, household, path):
    path = AID + path.format(pk=applied.pk)
    assert phone(stranger).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_staff_find_neither_their_own_case_nor_another_towns(applied, appoint, household, tangqiao):
    far = appoint("far", "赵远", Role.AID_WORKER, region=tangqiao)
    household.is_staff = True
    household.save(update_fields=["is_staff"])
    standing_post(household, Role.AID_WORKER, applied.region.parent)
    for person in (far, household):
        assert phone(person).get(f"{AID}work/{applied.pk}/").status_code == 404
        assert phone(person).post(f"{AID}work/{applied.pk}/step/refuse/", {"reason": "不行"}).status_code == 404


@pytest.mark.parametrize("path", ["my/{pk}/withdraw/", "my/{pk}/object/", "my/{pk}/receipt/", "my/{pk}/account/"])
def test_steps_of_the_household_are_posted_by_it_alone(applied, stranger, household, path):
    path = AID + path.format(pk=applied.pk)
    assert phone(household).get(path).status_code == 405
    assert phone(stranger).post(path).status_code == 404
    assert Client().post(path).status_code == 302


@pytest.mark.parametrize("path", ["work/{pk}/step/refuse/", "work/{pk}/related/", "work/{pk}/open/"])
def test_steps_of_staff_are_posted_with_a_post_alone(applied, stranger, handler, path):
    path = AID + path.format(pk=applied.pk)
    assert phone(handler).get(path).status_code == 405
    assert phone(stranger).post(path).status_code == 404
    assert Client().post(path).status_code == 302


def test_pages_of_staff_need_a_post(stranger, handler, payer):
    for path in ("work/", "work/enter/"):
        assert phone(stranger).get(AID + path).status_code == 403
        assert phone(handler).get(AID + path).status_code == 200
    assert phone(payer).get(f"{AID}work/enter/").status_code == 403


def test_a_consent_is_withdrawn_with_what_is_under_way(applied, walk, filled, household):
    client = phone(household)
    assert client.post("/en/me/consents/aid/withdraw/")["Location"].endswith("/shop/aid/my/")
    assert client.get(f"{AID}my/consent/").status_code == 405
    client.post(f"{AID}my/consent/")
    applied.refresh_from_db()
    assert applied.state == AidState.WITHDRAWN
    assert not household.consents.standing().filter(purpose="aid").exists()


def test_what_was_paid_stays_when_the_consent_ends(applied, walk, filled, household):
    walk(applied, "paid")
    phone(household).post(f"{AID}my/consent/")
    applied.refresh_from_db()
    assert applied.state == AidState.PAID


def test_a_husband_finds_his_wifes_application_nowhere(enter, appoint, identify):
    from office.models import Role

    husband = identify(appoint("husband", "李丈夫", Role.AID_WORKER, Role.AID_DECIDER), number(8))
    case = enter(7, documents=[number(8)])
    assert phone(husband).get(f"{AID}work/{case.pk}/").status_code == 404
    assert case.get_cause_display() not in text(phone(husband).get(f"{AID}work/"))
    assert aid_money.may_open(case, husband) == ()


def test_pages_of_staff_open_with_two_proofs(applied, handler, settings):
    settings.STAFF_SECOND_FACTOR = True
    for path in ("work/", "work/enter/", f"work/{applied.pk}/"):
        answer = phone(handler).get(AID + path)
        assert answer.status_code == 302
        assert "/accounts/" in answer["Location"]
    assert phone(handler).get(f"{AID}my/").status_code == 200


# --- those who work on it


def step(client, case, key, **values):
    return client.post(f"{AID}work/{case.pk}/step/{key}/", values)


def test_five_phones(applied, handler, first, second, decider, payer, filled):
    h, a, b, d, p = map(phone, (handler, first, second, decider, payer))
    yes = {"unrelated": "on"}
    assert step(h, applied, "take_on", visitor_a=first.pk, visitor_b=second.pk).status_code == 400
    step(h, applied, "take_on", visitor_a=first.pk, visitor_b=second.pk, is_emergency="on", **yes)
    assert "Enter your visit" in text(a.get(f"{AID}work/{applied.pk}/"))
    for client in (a, b):
        step(client, applied, "visit", day=ago(0).date().isoformat(), notes="属实", photo=picture(), **yes)
    step(h, applied, "propose", yuan="900")
    for client in (h, a, b):
        step(client, applied, "speak", agrees="yes")
    step(d, applied, "approve", yuan="800.50", **yes)
    assert step(d, applied, "pay").status_code == 403
    step(p, applied, "pay", **yes)
    step(a, applied, "receipt", receipt_no="R-7")
    applied.refresh_from_db()
    assert (applied.state, applied.approved_fen, applied.entry.kind) == (AidState.RECEIPTED, 80_050, "aid")


def picture() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "#0b5563").save(file, "JPEG")
    return SimpleUploadedFile("room.jpg", file.getvalue(), content_type="image/jpeg")


def test_a_step_that_is_not_ones_own(applied, walk, decider, payer, first):
    case = walk(applied, "discussing")
    for person, key, values, status in (
        (decider, "notice", {}, 403), (payer, "approve", {"yuan": "5", "unrelated": "on"}, 403),
        (payer, "pay", {"unrelated": "on"}, 409), (decider, "speak", {"agrees": "yes", "unrelated": "on"}, 403),
        (first, "nonsense", {}, 404),
        (decider, "answer", {"is_upheld": "yes", "answer": "对的", "unrelated": "on"}, 409),
    ):  # fmt: skip
        assert step(phone(person), case, key, **values).status_code == status, key


def test_picture_of_a_visit_is_private_and_each_look_is_logged(applied, walk, first, second, payer, decider):
    case = walk(applied, "visiting")
    aid.declare(case=case, by=first, is_related=False)
    visit = aid.visit(case=case, by=first, day=ago(55).date(), notes="属实", photo=picture())
    path = f"{AID}work/{case.pk}/visits/{visit.pk}/photo/"
    assert phone(payer).get(path).status_code == 403
    answer = phone(decider).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert AidAccess.objects.get().fields == "photo"
    assert AidVisit.objects.get().photo.name.startswith("aid/")


def test_opening_is_logged_and_shown_once(applied, walk, payer, filled):
    case, client = walk(applied, "approved"), phone(payer)
    path = f"{AID}work/{case.pk}/open/"
    assert client.post(path, {"fields_wanted": ["bank_account"]}).status_code == 400
    assert client.post(path, {"fields_wanted": ["diagnosis"], "reason": "看看"}).status_code == 400
    page = client.post(path, {"fields_wanted": ["bank_account"], "reason": "付款"})
    assert "6222000011112222" in text(page)
    assert "no-store" in page["Cache-Control"]
    assert "6222000011112222" not in text(client.get(f"{AID}work/{case.pk}/"))
    assert AidAccess.objects.get().reason == "付款"


def test_a_relative_says_so_and_is_out(applied, walk, first):
    case, client = walk(applied, "visiting"), phone(first)
    client.post(f"{AID}work/{case.pk}/related/")
    page = text(client.get(f"{AID}work/{case.pk}/"))
    assert "you take no part in it" in page
    assert "Enter your visit" not in page


def test_nothing_sealed_stands_on_the_pages_of_staff(
    applied, walk, filled, handler, decider, payer, superuser, auditor
):
    case = walk(applied, "paid")
    pages = [
        f"{AID}work/{case.pk}/",
        f"{AID}work/",
        f"/en/admin/shop/aidcase/{case.pk}/change/",
        "/en/admin/shop/aidcase/",
    ]
    for person in (handler, decider, payer, auditor):
        for path in pages:
            page = phone(person).get(path).content.decode()
            for secret in ("张小港", "尿毒症", NUMBER, "某路", "13800000001", "6222000011112222", "父亲住院"):
                assert secret not in page, (person, path)


def test_the_community_enters_for_a_household(fund, handler, yangshe):
    values = application(
        fund, yangshe, source="community", name="李困难", document=number(7), agreed="on", other_documents=number(8)
    )
    answer = phone(handler).post(f"{AID}work/enter/", values)
    assert answer.status_code == 302
    assert AidCase.objects.get().household.documents.count() == 2
    again = phone(handler).post(f"{AID}work/enter/", {**values, "token": uuid4()})
    assert again.status_code == 400
    assert "under way already" in text(again)


@pytest.mark.parametrize("cases", [1, 3])
def test_my_list_asks_as_much_for_three_as_for_one(fund, household, hardship, notice, cases):
    for cause in ("illness", "study")[:cases]:
        aid.apply(fund=fund, user=household, hardship=hardship(cause=cause), documents=[], token=uuid4(), notice=notice)
    client = phone(household)
    client.get(f"{AID}my/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{AID}my/").content.decode().count("row__link") == min(cases, 2)
    assert len(queries) == 6


@pytest.mark.parametrize("cases", [1, 3])
def test_the_work_list_asks_as_much_for_three_as_for_one(enter, handler, cases):
    for serial in range(cases):
        enter(20 + serial)
    client = phone(handler)
    client.get(f"{AID}work/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{AID}work/")
    assert len(queries) == 9


# --- the desk


@pytest.mark.ignore_template_errors
def test_queues_by_step(enter, walk, applied, handler, decider, payer, other_decider, post):
    post("gift", Bank=900_000, Gifts=-900_000)
    walk(enter(7), "approved", emergency=True)
    walk(enter(8), "receipted")
    counts = {}
    for person in (handler, decider, payer):
        for line in phone(person).get("/en/admin/").context["lines"]:
            counts[str(line.title)] = line.waiting.count
    assert counts["Aid · to take on"] == counts["Aid · to ratify"] == counts["Aid · to pay"] == 1
    assert counts["Aid · follow-ups due"] == 1
    page = text(phone(decider).get("/en/admin/shop/aidcase/?waits=to_ratify"))
    assert "1 application for aid" in page


@pytest.mark.ignore_template_errors
def test_the_desk_is_scoped_and_changes_nothing(applied, appoint, tangqiao, handler, auditor):
    from office.models import Role

    far = appoint("far", "赵远", Role.AID_WORKER, region=tangqiao)
    path = f"/en/admin/shop/aidcase/{applied.pk}/change/"
    assert phone(far).get(path).status_code == 404
    assert phone(handler).get(path).status_code == 200
    assert phone(handler).post(path, {"state": "paid"}).status_code == 403
    assert phone(auditor).get("/en/admin/shop/aidaccess/").status_code == 200


# --- in public


def test_the_funds_page_counts_households(client, enter, walk, filled, fund):
    walk(enter(7), "paid")
    page = text(client.get("/en/shop/fund/meihao/"))
    assert re.search(r'figure__number">1</span>', page)
    assert "Households helped" in page


def test_public_pages_name_nobody(client, applied, walk, filled, fund):
    case = walk(applied, "paid")
    for path in ("/en/shop/fund/meihao/aid/", "/en/shop/fund/meihao/", "/en/shop/fund/meihao/entries/", f"{AID}"):
        page = text(client.get(path))
        for secret in ("张小港", "张**", "尿毒症", "某路", "杨舍", "Yangshe", case.number):
            assert secret not in page, path


def test_three_households_share_a_row(client, enter, walk, post, fund, handler, first, decider, payer):
    from shop.aid_table import Helped, published

    rows = published([Helped(n, "杨舍镇", "illness", ago(200).date(), 1000) for n in range(3)], ago(0).date())
    assert len(rows) == 1
    answer = client.get("/en/shop/fund/meihao/aid/")
    assert "No quarter with at least three households" in text(answer)


def test_how_aid_is_given(client, fund):
    page = text(client.get(AID))
    for words in ("3,000.00 yuan", "5,000.00 yuan", "once in a calendar year", "Apply for help"):
        assert words in page


def test_ratified_by_another_on_the_phone(applied, walk, filled, other_decider, decider):
    case = walk(applied, "paid", emergency=True)
    values = {"outcome": Ratification.RATIFIED, "note": "材料齐全", "unrelated": "on"}
    assert step(phone(decider), case, "ratify", **values).status_code == 403
    assert step(phone(other_decider), case, "ratify", **values).status_code == 302
    case.refresh_from_db()
    assert case.ratified_by == other_decider
