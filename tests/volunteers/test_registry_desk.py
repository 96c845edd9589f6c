"""The registry's rooms at the desk: search, import and export, merges, duplicates, organizations, rules."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Identity, User
from lib.spreadsheets import Column, write_xlsx
from office.models import Post, Role
from office.paging import about_how_many
from tests.volunteers.conftest import aged, resident_id, text_of
from volunteers.actions.duplicates import find_duplicates
from volunteers.models import AgeBand, Decision, Duplicate, Merge, Organization, ServiceRule, Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/en/admin/volunteers/volunteer/"
MERGES = "/en/admin/volunteers/merge/"
TEAMS = "/en/admin/volunteers/organization/"


@pytest.fixture(autouse=True)
def _notice(notice):
    return notice


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def clerk(client, editor):
    client.force_login(editor)
    return client


def found(response) -> list[Volunteer]:
    return list(response.context["cl"].result_list)


# --- the register


def test_the_list_is_masked_and_has_the_hours(desk, volunteer, leader, make_record):
    Decision.objects.create(record=make_record(minutes=150), verdict="confirm", by=leader.user)
    page = desk.get(f"{LIST}?q={volunteer.number}").content.decode()
    assert "王*愿" in page
    assert "王志愿" not in page
    assert ">2.5<" in page


@pytest.mark.parametrize("by", ["name", "number", "phone", "document"])
def test_people_are_found_whole_without_unsealing(desk, volunteer, other_volunteer, by):
    identity = volunteer.user.identity
    Identity.objects.filter(pk=identity.pk).delete()
    number = aged(40)
    Identity.objects.create(
        user=volunteer.user, name="王志愿", document_type="resident_id", document=number, birth_date="1986-01-01"
    )
    words = {"name": "王志愿", "number": volunteer.number, "document": number, "phone": volunteer.user.phone.reveal()}
    assert found(desk.get(LIST, {"q": words[by]})) == [volunteer]


def test_a_number_is_read_as_people_type_it(desk, volunteer, other_volunteer):
    whole = volunteer.number
    for typed in (
        f"{whole[:6]} {whole[6:10]} {whole[10:]}",
        f" {whole}\u3000",
        "".join(chr(ord(c) + 0xFEE0) for c in whole),
    ):
        assert found(desk.get(LIST, {"q": typed})) == [volunteer]


@pytest.mark.parametrize("page", [1, 2])
def test_namesakes_come_page_by_page_by_their_accounts_newest_first(desk, make_volunteer, monkeypatch, page):
    monkeypatch.setattr("volunteers.admin.volunteers.VolunteerAdmin.list_per_page", 1)
    people = [make_volunteer("李敏"), make_volunteer("李敏")]
    make_volunteer("李敏敏")
    assert found(desk.get(LIST, {"q": "李敏", "p": page})) == [people[-page]]


def test_a_page_of_a_name_is_read_in_the_order_of_an_index(desk, yangshe):
    """However many bear it: nothing is sorted that the page does not show."""
    users = User.objects.bulk_create(User(username=f"n{number}") for number in range(900))
    Identity.objects.bulk_create(
        Identity(
            user=user, name="赵热心" if number % 30 else "李敏", document_type="passport", document=f"E{number:08d}",
            birth_date="1990-01-01",
        )
        for number, user in enumerate(users)
    )  # fmt: skip
    Volunteer.objects.bulk_create(
        Volunteer(user=user, number=f"32058270{number:06d}", region=yangshe) for number, user in enumerate(users)
    )
    with CaptureQueriesContext(connection) as queries:
        desk.get(LIST, {"q": "李敏"})
    [asked] = [query["sql"] for query in queries if 'FROM "volunteers_volunteer"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, accounts_identity, volunteers_volunteer, places_region")
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "accounts_identity_named" in plan, plan
    assert "Sort" not in plan


@pytest.mark.parametrize("register", ["servicerecord", "servicetotal", "signup"])
def test_of_a_name_that_many_bear_nothing_is_listed_but_a_sentence(desk, make_volunteer, monkeypatch, register):
    monkeypatch.setattr("volunteers.admin.finding.MOST_NAMESAKES", 1)
    for _number in range(2):
        make_volunteer("李敏")
    page = desk.get(f"/en/admin/volunteers/{register}/", {"q": "李敏"})
    assert found(page) == []
    assert "More than 1 people bear this name" in text_of(page)


@pytest.mark.parametrize("text", ["王", "王志", "3205", "139", "😀", "13900000000"])
def test_parts_find_nobody(desk, volunteer, text):
    assert found(desk.get(LIST, {"q": text})) == []


def test_a_clerk_sees_their_own_town(client, volunteer, neighbour_editor, auditor):
    client.force_login(neighbour_editor)
    assert found(client.get(LIST)) == []
    assert client.get(f"{LIST}{volunteer.pk}/change/").status_code == 404
    client.force_login(auditor)
    assert found(client.get(LIST)) == [volunteer]
    assert client.post(f"{LIST}{volunteer.pk}/change/", {}).status_code == 403


@pytest.mark.parametrize(("query", "names"), [("state__exact=left", ["other"]), ("town=320582101", ["other"])])
def test_filters(desk, volunteer, other_volunteer, tangqiao, query, names):
    Volunteer.objects.filter(pk=other_volunteer.pk).update(region=tangqiao, state="left", left_at="2026-01-01T00:00Z")
    assert found(desk.get(f"{LIST}?{query}")) == [other_volunteer]


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_asks_the_same_whatever_its_length(desk, make_volunteer, count, django_assert_num_queries):
    for number in range(count):
        make_volunteer(f"李{number}")
    with django_assert_num_queries(10) as asked:
        desk.get(LIST)
    assert sum('FROM "volunteers_volunteer"' in query["sql"] for query in asked.captured_queries) == 1
    assert sum("servicetotal" in query["sql"] for query in asked.captured_queries) == 1


def test_a_profile_is_put_right_and_history_tells(clerk, volunteer, yangshe):
    response = clerk.post(f"{LIST}{volunteer.pk}/change/", {"region": yangshe.pk, "skills": ["law"]})
    assert response.status_code == 302, response.context["errors"]
    volunteer.refresh_from_db()
    assert volunteer.skills == ["law"]
    history = clerk.get(f"{LIST}{volunteer.pk}/history/").content.decode()
    assert "Law" in history
    assert "王编" in history


def test_somebody_leaves_at_their_own_wish(clerk, volunteer):
    clerk.post(LIST, {"action": "make_leave", "_selected_action": [volunteer.pk]})
    volunteer.refresh_from_db()
    assert volunteer.state == "left"


def test_somebody_is_entered_at_the_counter(clerk, yangshe, tangqiao):
    form = {
        "name": "顾奶奶", "document_type": "resident_id", "document": aged(70), "region": yangshe.pk,
        "consent_note": "柜台签字", "agree": "on",
    }  # fmt: skip
    assert clerk.post(f"{LIST}add/", {**form, "region": tangqiao.pk}).status_code == 400
    page = clerk.post(f"{LIST}add/", form)
    volunteer = Volunteer.objects.get(entered_by__username="editor")
    assert volunteer.number in page.content.decode()
    code = volunteer.claims.get().code.reveal()
    assert f"{code[:5]} {code[5:]}" in page.content.decode()
    again = clerk.post(f"{LIST}{volunteer.pk}/code/").content.decode()
    assert f"{code[:5]} {code[5:]}" not in again
    assert clerk.post(f"{LIST}add/", form).status_code == 400


@pytest.fixture
def three(make_volunteer, monkeypatch):
    monkeypatch.setattr("volunteers.admin.volunteers.VolunteerAdmin.list_per_page", 1)
    return [make_volunteer(f"李{number}") for number in range(3)]


def test_the_list_is_leafed_through_without_being_counted(desk, three):
    with CaptureQueriesContext(connection) as queries:
        pages = [desk.get(f"{LIST}?p={number}") for number in (1, 2, 3)]
    assert [found(page) for page in pages] == [[person] for person in reversed(three)]
    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    told = [text_of(page) for page in pages]
    assert "more than 1 volunteer" in told[0]
    assert "more than 2 volunteers" in told[1]
    assert "3 volunteers" in told[2]
    assert "more than 3" not in told[2]


def test_a_search_says_how_many_it_found(desk, three):
    page = desk.get(f"{LIST}?q={three[0].number}")
    assert found(page) == [three[0]]
    assert "1 result" in text_of(page)


@pytest.mark.parametrize("number", ["4", "0", "-1", "101", "x"])
def test_pages_that_are_not_there_lead_to_the_first(desk, three, number):
    page = desk.get(f"{LIST}?p={number}", follow=True)
    assert page.status_code == 200
    assert found(page) == [three[2]]


def test_nobody_leafs_through_the_whole_city(desk, three, monkeypatch):
    monkeypatch.setattr("office.paging.OpenPaginator.most_pages", 2)
    assert "?p=3" not in desk.get(f"{LIST}?p=2").content.decode()
    assert desk.get(f"{LIST}?p=3").status_code == 302


def test_large_tables_are_not_counted(volunteer, other_volunteer, monkeypatch):
    Duplicate.objects.create(first=volunteer, second=other_volunteer)
    monkeypatch.setattr("office.paging.EXACT_UP_TO", 0)
    monkeypatch.setattr("office.paging.FILTERED_UP_TO", 0)
    with connection.cursor() as cursor:
        # Of a table that nothing is planned by later: what ANALYZE counts outlives the test's transaction.
        cursor.execute("ANALYZE volunteers_duplicate")
    assert about_how_many(Duplicate.objects.all()) == 1
    assert about_how_many(Duplicate.objects.filter(state="open")) == 1


# --- import and export


ROW = {"name": "顾奶奶", "region_code": "320582100", "consent_note": "签字表第 1 页", "skills": "法律服务、driving"}


def row(serial: int, **values) -> dict:
    return {**ROW, "document": resident_id_of(serial), **values}


def resident_id_of(serial: int) -> str:
    from datetime import date

    return resident_id(date(1960 + serial // 1000, 1, 1), serial % 1000)


def workbook(rows: list[dict]) -> bytes:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return write_xlsx([Column(key, key) for key in keys], rows)


def upload(client, rows: list[dict]):
    return client.post(f"{LIST}import/", {"file": SimpleUploadedFile("people.xlsx", workbook(rows))})


def take(client, rows: list[dict]):
    token = upload(client, rows).context["token"]
    return client.post(f"{LIST}process_import/", {"token": token}, follow=True)


def problems(response) -> list[tuple]:
    assert response.status_code == 400
    return [(problem.row, str(problem.sentence)) for problem in response.context["problems"]]


def test_a_look_beforehand_writes_nothing_and_shows_masks(clerk):
    response = upload(clerk, [row(1, skills="Law"), row(2, skills="")])
    assert response.status_code == 200, response.context["problems"]
    assert response.context["totals"]["new"] == 2
    assert "顾*奶" in response.content.decode()
    assert not Volunteer.objects.exists()


def test_people_are_entered_with_their_consent(clerk, editor):
    take(clerk, [row(1, skills="Law"), row(2, skills="", categories="reading")])
    first, second = Volunteer.objects.order_by("pk")
    assert (first.skills, second.categories) == (["law"], ["reading"])
    assert (first.entered_by, first.consent_note) == (editor, "签字表第 1 页")
    assert first.user.consents.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"consent_note": ""}, "gave consent"),
        ({"region_code": "320582101"}, "outside what your post covers"),
        ({"region_code": "999999999"}, "no region"),
        ({"name": "x"}, "full name"),
        ({"document": aged(16)}, "guardian agrees"),
        ({"document": aged(9)}, "companion"),
        ({"skills": "flying"}, "not known"),
        ({"document_type": "passport", "document": "E12345678"}, "birth date"),
    ],
)
def test_a_row_that_does_not_fit_is_named(clerk, tangqiao, change, words):
    [(line, sentence)] = problems(upload(clerk, [row(1, **{"skills": "", **change})]))
    assert line == 2
    assert words in sentence


def test_a_document_twice_in_a_file(clerk):
    [(line, sentence)] = problems(upload(clerk, [row(1, skills=""), row(1, skills="")]))
    assert (line, "first in row 2" in sentence) == (3, True)


def test_somebody_registers_between_the_look_and_the_import(clerk, resident, yangshe):
    token = upload(clerk, [row(1, skills=""), row(2, skills="")]).context["token"]
    Identity.objects.create(
        user=resident, name="顾奶奶", document_type="resident_id", document=resident_id_of(2), birth_date="1960-01-01"
    )
    assert clerk.post(f"{LIST}process_import/", {"token": token}).status_code == 400
    assert not Volunteer.objects.exists()
    assert not User.objects.filter(volunteer__isnull=False).exists()


def test_the_export_is_masked(clerk, volunteer):
    response = clerk.post(f"{LIST}export/", {"format": "0", "resource": ""})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    text = str([[cell.value for cell in line] for line in sheet.iter_rows()])
    assert volunteer.number in text
    assert "王*愿" in text
    assert "王志愿" not in text


def test_too_many_rows_are_not_exported(clerk, volunteer, other_volunteer, monkeypatch):
    monkeypatch.setattr("volunteers.admin.volunteers.VolunteerAdmin.most_export_rows", 1)
    assert clerk.post(f"{LIST}export/", {"format": "0", "resource": ""}).status_code == 409


# --- merges and duplicates


def propose(client, kept, merged):
    form = {"kept_number": kept.number, "merged_number": merged.number, "reason": "同一人登记两次"}
    return client.post(f"{MERGES}add/", form)


def test_one_proposes_and_another_carries_out_and_undoes(client, editor, reviewer, volunteer, other_volunteer):
    client.force_login(editor)
    assert propose(client, volunteer, other_volunteer).status_code == 302
    merge = Merge.objects.get()
    assert client.post(f"{MERGES}{merge.pk}/change/", {"decision": "carry_out"}).status_code == 403
    client.force_login(reviewer)
    assert "Merges · to be carried out" in client.get("/en/admin/").content.decode()
    client.post(f"{MERGES}{merge.pk}/change/", {"decision": "carry_out"})
    other_volunteer.refresh_from_db()
    assert other_volunteer.merged_into == volunteer
    client.post(f"{MERGES}{merge.pk}/change/", {"decision": "undo", "why": ""})
    merge.refresh_from_db()
    assert merge.undone_at is None
    client.post(f"{MERGES}{merge.pk}/change/", {"decision": "undo", "why": "是两个人"})
    other_volunteer.refresh_from_db()
    assert other_volunteer.state == "active"


def test_a_merge_with_themself_and_one_with_nobody(clerk, volunteer):
    response = clerk.post(f"{MERGES}add/", {"kept_number": volunteer.number, "merged_number": "1", "reason": "重复"})
    assert "no volunteer with this number" in response.content.decode()
    assert "with themself" in clerk.post(
        f"{MERGES}add/",
        {"kept_number": volunteer.number, "merged_number": volunteer.number, "reason": "重复"},
        follow=True,
    ).content.decode()  # fmt: skip
    assert not Merge.objects.exists()


def test_who_lies_outside_ones_post_is_not_there(clerk, volunteer, other_volunteer, tangqiao):
    Volunteer.objects.filter(pk=other_volunteer.pk).update(region=tangqiao)
    assert propose(clerk, volunteer, other_volunteer).status_code == 200
    assert not Merge.objects.exists()


def test_two_chosen_become_a_proposal(clerk, volunteer, other_volunteer):
    chosen = {"action": "propose_merge", "_selected_action": [volunteer.pk, other_volunteer.pk]}
    response = clerk.post(LIST, chosen)
    assert response["Location"].startswith(f"{MERGES}add/?kept=")
    assert volunteer.number in clerk.get(response["Location"]).content.decode()
    one = clerk.post(LIST, {**chosen, "_selected_action": [volunteer.pk]}, follow=True)
    assert "exactly two" in one.content.decode()


def test_pairs_are_a_queue(clerk, volunteer, make_volunteer):
    twin = make_volunteer("王志愿")
    find_duplicates()
    assert "Registrations · perhaps twice" in clerk.get("/en/admin/").content.decode()
    page = clerk.get("/en/admin/volunteers/duplicate/").content.decode()
    assert f"?kept={volunteer.number}&amp;merged={twin.number}" in page
    pair = Duplicate.objects.get()
    clerk.post("/en/admin/volunteers/duplicate/", {"action": "set_apart", "_selected_action": [pair.pk]})
    pair.refresh_from_db()
    assert pair.state == "apart"


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_of_pairs_asks_the_same_whatever_its_length(clerk, make_volunteer, count, django_assert_num_queries):
    for number in range(count):
        for _twin in range(2):
            make_volunteer(f"李志愿{number}")
    find_duplicates()
    with django_assert_num_queries(10):
        clerk.get("/en/admin/volunteers/duplicate/")


# --- organizations and rules


@pytest.fixture
def applied(volunteer, yangshe):
    return Organization.objects.create(
        kind="charity", name="河长队", uscc="51320582MJ0000002X", region=yangshe, applied_by=volunteer.user
    )


def described(organization, **values) -> dict:
    return {
        "kind": organization.kind, "name": organization.name, "region": organization.region_id,
        "uscc": organization.uscc or "", "sponsor": organization.sponsor_id or "", **values,
    }  # fmt: skip


def test_an_application_is_decided_at_the_desk(desk, team, union, applied, volunteer):
    Organization.objects.filter(pk=applied.pk).update(uscc=None, sponsor=union)
    applied.refresh_from_db()
    assert "Organizations · to be decided" in desk.get("/en/admin/").content.decode()
    path = f"{TEAMS}{applied.pk}/change/"
    desk.post(path, described(applied, decision="rejected", reason_text=""))
    applied.refresh_from_db()
    assert applied.state == "applied"
    response = desk.post(path, described(applied, decision="approved"))
    assert response.status_code == 302, response.context["errors"]
    applied.refresh_from_db()
    assert (applied.state, volunteer.memberships.get().role) == ("approved", "leader")


def test_the_office_names_a_leader(desk, team, volunteer):
    response = desk.post(f"{TEAMS}{team.pk}/change/", described(team, leader_number=volunteer.number))
    assert response.status_code == 302, response.context["errors"]
    assert volunteer.memberships.get().role == "leader"
    assert volunteer.number in desk.get(f"{TEAMS}{team.pk}/change/").content.decode()


def test_an_editor_describes_and_does_not_decide(clerk, team):
    form = described(team, name="书香大队", decision="closed", reason_text="解散")
    response = clerk.post(f"{TEAMS}{team.pk}/change/", form)
    assert response.status_code == 302, response.context["errors"]
    team.refresh_from_db()
    assert (team.name, team.state) == ("书香大队", "approved")
    assert team.pinyin.startswith("shuxiangdadui")


def test_what_the_office_enters_waits_for_somebody_else(desk, union, yangshe, reviewer, second_reviewer):
    form = {"kind": "team", "name": "新队", "region": yangshe.pk, "sponsor": union.pk}
    assert desk.post(f"{TEAMS}add/", form).status_code == 302
    made = Organization.objects.get(name="新队")
    assert (made.state, made.applied_by) == ("applied", reviewer)
    desk.post(f"{TEAMS}{made.pk}/change/", described(made, decision="approved"))
    made.refresh_from_db()
    assert made.state == "applied"
    desk.force_login(second_reviewer)
    desk.post(f"{TEAMS}{made.pk}/change/", described(made, decision="approved"))
    made.refresh_from_db()
    assert made.state == "approved"


def test_a_wrong_credit_code_is_named_at_the_desk(desk, union, team):
    page = desk.post(f"{TEAMS}{team.pk}/change/", described(team, uscc="51320582MJ0000002Y"))
    assert page.status_code == 200
    assert "typing mistake" in page.content.decode()


def test_rules_are_the_system_administrators(client, stranger, city, reviewer):
    rules = "/en/admin/volunteers/servicerule/"
    client.force_login(reviewer)
    assert client.get(rules).status_code == 403
    stranger.is_staff = True
    stranger.save(update_fields=["is_staff"])
    Post.objects.create(user=stranger, role=Role.SYSTEM, region=city)
    client.force_login(stranger)
    rule = ServiceRule.objects.get()
    client.post(f"{rules}{rule.pk}/change/", {"document": "旧规则", "valid_to": "2027-01-01", "one_up_to": 1})
    new = {
        "document": "新规则", "valid_from": "2027-01-01", "one_up_to": 420, "two_up_to": 600, "record_within": 10,
        "answer_within": 10, "step": 30, "early": 60, "late": 120, "sync_within": 72,
    }  # fmt: skip
    assert client.post(f"{rules}add/", new).status_code == 302
    rule.refresh_from_db()
    assert (rule.one_up_to, rule.valid_to.isoformat()) == (480, "2027-01-01")
    assert client.get(f"{rules}{rule.pk}/history/").status_code == 200
    overlap = client.post(f"{rules}add/", {**new, "valid_from": "2028-01-01"})
    assert "Another rule holds" in overlap.content.decode()
    band = AgeBand.objects.first()
    assert client.get(f"/en/admin/volunteers/ageband/{band.pk}/change/").status_code == 200
