"""A leader leafs through the books: who may, what is found, in pages, without names in addresses."""

import pytest

from tests.volunteers.conftest import text_of
from volunteers import books
from volunteers.actions import objections, recording
from volunteers.models import Organization, ServiceRecord

pytestmark = pytest.mark.django_db
BOOKS = "/en/volunteer/lead/records/"


@pytest.fixture
def chief(client, leader):
    client.force_login(leader.user)
    return client


def shown(response) -> list[ServiceRecord]:
    return [line["record"] for line in response.context["lines"]]


def test_every_state_stands_there_with_its_source_newest_first(chief, make_record, leader, deputy):
    old, new, waits = make_record(days_ago=70), make_record(days_ago=3, source="self_report"), make_record()
    recording.decide(record=old, by=leader.user, verdict="confirm")
    recording.decide(record=new, by=leader.user, verdict="reject", reason="那天没有活动")
    page = chief.get(BOOKS)
    assert shown(page) == [waits, new, old]
    text = text_of(page)
    assert "Confirmed" in text
    assert "Rejected" in text
    assert new.get_source_display() in text
    assert "王*愿" in text
    assert "王志愿" not in text
    assert shown(chief.get(f"{BOOKS}?state=confirmed")) == [old]
    assert f"/volunteer/lead/records/{old.pk}/" in page.content.decode()


def test_a_month_narrows_it(chief, make_record):
    record = make_record(days_ago=70)
    make_record()
    assert shown(chief.get(f"{BOOKS}?month={record.day:%Y-%m}")) == [record]


def test_a_person_is_found_and_the_address_has_no_name(chief, make_record, volunteer, other_volunteer):
    mine = make_record()
    make_record(of=other_volunteer)
    for who in (volunteer.number, "王志愿", " 王志愿 "):
        response = chief.post(BOOKS, {"who": who, "state": ""})
        assert response.status_code == 302
        assert response.url == f"{BOOKS}?volunteer={volunteer.pk}"
    page = chief.get(response.url)
    assert shown(page) == [mine]
    assert "Only the hours of" in text_of(page)


def test_an_activity_is_found_by_a_part_of_its_title(chief, make_record):
    record = make_record()
    response = chief.post(BOOKS, {"title": "书屋"}, follow=True)
    assert shown(response) == [record]
    assert shown(chief.get(f"{BOOKS}?title=没有")) == []
    assert "Nothing here fits" in text_of(chief.get(f"{BOOKS}?title=没有"))


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("赵热心", "Nobody with this number"),
        ("32058200000000", "Nobody with"),
        ("王志愿", "Several people"),
    ],
)
def test_who_is_not_found_or_not_one_is_said(chief, make_record, make_volunteer, other_volunteer, who, says):
    make_record()
    make_record(of=make_volunteer("王志愿"))
    response = chief.post(BOOKS, {"who": who})
    assert response.status_code == 400
    assert says in text_of(response)


@pytest.mark.parametrize("query", ["month=2026-13", "state=x", "organization=y", "before=2026-02-31.7", "volunteer=x"])
def test_an_address_that_makes_no_sense_is_told(chief, query):
    assert chief.get(f"{BOOKS}?{query}").status_code == 400


def test_it_is_shown_in_pages(chief, make_record, monkeypatch):
    monkeypatch.setattr(books, "PER_PAGE", 2)
    records = [make_record(days_ago=days) for days in (1, 1, 2, 3, 4)]
    page, seen = chief.get(BOOKS), []
    while True:
        seen += shown(page)
        if not page.context["older"]:
            break
        page = chief.get(f"{BOOKS}{page.context['older']}")
    assert sorted(record.pk for record in seen) == [record.pk for record in records]
    assert seen[0] == records[1]


def test_only_who_leads_sees_it(client, make_record, volunteer, union_leader, make_volunteer, union, team, reviewer):
    record = make_record()
    assert client.get(BOOKS).status_code == 302
    client.force_login(volunteer.user)
    assert client.get(BOOKS).status_code == 404
    client.force_login(reviewer)
    assert client.get(BOOKS).status_code == 404
    client.force_login(union_leader.user)
    assert client.put(BOOKS).status_code == 405
    assert shown(client.get(f"{BOOKS}?organization={union.pk}")) == []
    assert shown(client.get(f"{BOOKS}?organization={team.pk}")) == [record]


def test_another_organizations_books_stay_closed(chief, union, make_record):
    assert chief.get(f"{BOOKS}?organization={union.pk}").status_code == 404
    assert chief.post(BOOKS, {"organization": union.pk, "who": "王志愿"}).status_code == 404
    assert Organization.objects.filter(pk=union.pk).exists()


def test_from_there_to_the_objection_but_not_to_ones_own(chief, make_record, volunteer, leader):
    record, own = make_record(), make_record(of=leader, days_ago=2)
    theirs = objections.object_to(volunteer=volunteer, record=record, kind="error", text="多了半小时")
    objections.object_to(volunteer=leader, record=own, kind="error", text="少了半小时")
    lines = chief.get(BOOKS).context["lines"]
    assert [line["objection"] for line in lines] == [theirs.pk, None]
    assert chief.get(f"/en/volunteer/lead/objections/{theirs.pk}/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_the_same_queries_for_any_number(chief, make_record, make_volunteer, django_assert_num_queries, count):
    for _number in range(count):
        make_record(of=make_volunteer())
    chief.get(BOOKS)
    with django_assert_num_queries(5):
        chief.get(BOOKS)
