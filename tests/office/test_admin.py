from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from office.models import Message, Post, ReferenceFigure, Role, SiteIdentity, WorkdayOverride
from places.models import Feedback

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/"


@pytest.fixture
def hold(stranger, city):
    """`hold(role)`: the stranger is staff in that role for the city, and signed in."""

    def _hold(client, role, region=None):
        stranger.is_staff = True
        stranger.save(update_fields=["is_staff"])
        Post.objects.create(user=stranger, role=role, region=region or city)
        client.force_login(stranger)
        return client

    return _hold


@pytest.fixture
def system(client, hold):
    return hold(client, Role.SYSTEM)


@pytest.fixture
def security(client, hold):
    return hold(client, Role.SECURITY)


@pytest.fixture
def feedback(park):
    return Feedback.objects.create(place=park, text="长椅坏了", phone="13812345678", may_call=True, may_publish=True)


def decision(**values) -> dict:
    return {"decision": "answer", "answer_text": "已修好", "publish": "on", **values}


def address_of(feedback) -> str:
    return f"{ADMIN}places/feedback/{feedback.pk}/change/"


def test_feedback_waits_oldest_first_with_its_days(client, hold, feedback, yangshe, time_machine):
    time_machine.move_to("2026-11-23T02:00:00Z")
    Feedback.objects.update(created_at=timezone.now())
    old = Feedback.objects.create(place=feedback.place, text="灯不亮", created_at=timezone.now() - timedelta(days=10))
    page = hold(client, Role.REVIEWER, yangshe).get(f"{ADMIN}places/feedback/")
    assert [row.pk for row in page.context["cl"].result_list] == [old.pk, feedback.pk]
    text = page.content.decode()
    assert "3 of 3 working days" in text
    assert "working days late" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_the_same_whatever_its_length(client, hold, park, count, django_assert_num_queries):
    for number in range(count):
        Feedback.objects.create(place=park, text=f"第{number}条")
    hold(client, Role.REVIEWER)
    with django_assert_num_queries(12) as asked:
        client.get(f"{ADMIN}places/feedback/")
    assert sum('FROM "places_feedback"' in query["sql"] for query in asked.captured_queries) == 2
    assert sum("workdayoverride" in query["sql"] for query in asked.captured_queries) == 1


def test_a_reviewer_answers_and_publishes(client, hold, feedback, yangshe):
    response = hold(client, Role.REVIEWER, yangshe).post(address_of(feedback), decision())
    assert response.status_code == 302, response.context["errors"]
    feedback.refresh_from_db()
    assert (feedback.state, feedback.answer, feedback.is_published) == ("answered", "已修好", True)
    assert str(feedback.answered_by) == "李远"


def test_a_reviewer_declines_with_a_reason(client, hold, feedback, yangshe):
    hold(client, Role.REVIEWER, yangshe)
    response = client.post(address_of(feedback), {"decision": "decline"})
    assert "Say why" in response.content.decode()
    client.post(address_of(feedback), {"decision": "decline", "reason_text": "广告"})
    feedback.refresh_from_db()
    assert (feedback.state, feedback.reason) == ("declined", "广告")


def test_nothing_is_published_against_the_senders_will(client, hold, feedback):
    Feedback.objects.update(may_publish=False)
    response = hold(client, Role.REVIEWER).post(address_of(feedback), decision())
    assert "did not agree" in response.content.decode()
    feedback.refresh_from_db()
    assert feedback.state == "received"


def test_an_answer_is_given_once_and_can_be_withdrawn_with_a_reason(client, hold, feedback):
    hold(client, Role.REVIEWER)
    client.post(address_of(feedback), decision())
    assert "已修好" in client.get(address_of(feedback)).content.decode()
    assert client.post(address_of(feedback), decision(answer_text="又答")).status_code == 200
    client.post(address_of(feedback), {"decision": "decline", "reason_text": "有人名"})
    feedback.refresh_from_db()
    assert (feedback.state, feedback.answer, feedback.is_published) == ("declined", "已修好", False)
    assert client.post(address_of(feedback), decision()).status_code == 403


def test_an_editor_reads_feedback_and_answers_none(client, editor, feedback):
    client.force_login(editor)
    page = client.get(address_of(feedback))
    assert page.status_code == 200
    assert "138****5678" in page.content.decode()
    assert "13812345678" not in page.content.decode()
    assert client.post(address_of(feedback), decision()).status_code == 403


def test_a_neighbours_feedback_does_not_exist(client, hold, feedback, tangqiao):
    hold(client, Role.REVIEWER, tangqiao)
    assert client.get(address_of(feedback)).status_code == 404
    assert client.get(f"{ADMIN}places/feedback/").context["cl"].result_count == 0


def test_the_site_has_one_identity_and_its_gaps_are_listed(system, site_identity):
    response = system.get(f"{ADMIN}office/siteidentity/")
    assert response.url == f"{ADMIN}office/siteidentity/1/change/"
    text = system.get(response.url).content.decode()
    assert "ICP number" in text.partition("desk-notice")[2].partition("</ul>")[0]
    assert system.get(f"{ADMIN}office/siteidentity/add/").status_code == 403


def test_without_an_identity_the_register_asks_for_one(system):
    assert system.get(f"{ADMIN}office/siteidentity/").url == f"{ADMIN}office/siteidentity/add/"
    fields = dict.fromkeys(("name", "name_en", "city", "city_en", "host", "host_en"), "x")
    system.post(f"{ADMIN}office/siteidentity/add/", {**fields, "site_code": "3205820001"})
    assert SiteIdentity.objects.get().pk == 1


def test_system_keeps_the_site_and_no_posts(system, site_identity):
    assert system.get(f"{ADMIN}office/referencefigure/").status_code == 200
    assert system.get(f"{ADMIN}office/post/").status_code == 403
    assert system.get(f"{ADMIN}parks/park/").status_code == 403


def test_security_keeps_posts_and_accounts_and_no_site(security):
    assert security.get(f"{ADMIN}office/post/").status_code == 200
    assert security.get(f"{ADMIN}accounts/user/").status_code == 200
    assert security.get(f"{ADMIN}office/siteidentity/").status_code == 403


def test_the_three_administrators_are_not_one_person(security, auditor, city):
    post = {"user": auditor.pk, "role": "system", "region": city.pk, "valid_from": "2020-01-01"}
    response = security.post(f"{ADMIN}office/post/add/", post)
    assert "three different people" in response.content.decode()
    assert auditor.posts.count() == 1


def test_posts_go_to_staff_only(security, resident, city):
    post = {"user": resident.pk, "role": "editor", "region": city.pk, "valid_from": "2026-01-01"}
    assert security.post(f"{ADMIN}office/post/add/", post).status_code == 200
    assert not resident.posts.exists()


def test_an_auditor_opens_every_register_and_changes_none(client, auditor, feedback, site_identity):
    client.force_login(auditor)
    for register in ("office/post", "office/department", "places/region", "office/message", "places/feedback"):
        assert client.get(f"{ADMIN}{register}/").status_code == 200
        assert client.get(f"{ADMIN}{register}/add/").status_code == 403
    assert client.post(f"{ADMIN}office/siteidentity/1/change/", {"name": "x"}).status_code == 403


def test_nobody_reads_a_one_time_code(system):
    Message.objects.create(kind="code", phone="13812345678", text="验证码 482913")
    text = system.get(f"{ADMIN}office/message/").content.decode()
    assert "482913" not in text
    assert "13812345678" not in text
    assert "138****5678" in text


def test_a_plan_is_shown_before_it_is_entered(system):
    plan = "日期,工作日,名称\n2027-10-01,休,国庆节\n2027-10-09,班,调休\n".encode()
    address = f"{ADMIN}office/workdayoverride/plan/"
    preview = system.post(address, {"year": "2027", "file": SimpleUploadedFile("plan.csv", plan)})
    assert "2 days to add" in preview.content.decode()
    assert not WorkdayOverride.objects.exists()
    confirmed = {"year": "2027", "token": preview.context["token"], "confirm": "1"}
    for _twice in range(2):
        assert system.post(address, confirmed).status_code == 302
    assert WorkdayOverride.objects.count() == 2
    assert WorkdayOverride.objects.get(date=date(2027, 10, 9)).source == "plan.csv"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"year": "2027"}, "give the plan of 2027"),
        ({"year": "2027", "file": SimpleUploadedFile("plan.xlsx", b"<html>")}, "web page"),
        ({"year": "2027", "token": "forged", "confirm": "1"}, "too old"),
        ({"year": "99999"}, "less than or equal to 2100"),
    ],
)
def test_a_plan_that_cannot_be_taken_gets_a_sentence(system, fields, sentence):
    response = system.post(f"{ADMIN}office/workdayoverride/plan/", fields)
    assert sentence in response.content.decode()
    assert not WorkdayOverride.objects.exists()


def test_a_figures_key_is_set_once(system):
    figure = ReferenceFigure.objects.create(
        key="parks", title="口袋公园", title_en="Parks", definition="x", definition_en="x", value=43000, unit="㎡",
        as_of="2021-12-31", source="报道",
    )  # fmt: skip
    text = system.get(f"{ADMIN}office/referencefigure/{figure.pk}/change/").content.decode()
    assert 'name="key"' not in text
    assert "43,000 ㎡" in system.get(f"{ADMIN}office/referencefigure/").content.decode()


def test_the_sketch_of_the_towns_is_for_staff(client, editor, yangshe):
    address = f"{ADMIN}places/region/sketch.geojson"
    assert client.get(address).status_code == 302
    client.force_login(editor)
    [town] = client.get(address).json()["features"]
    assert town["properties"]["name"] == "Yangshe"
    assert town["geometry"]["type"].endswith("Polygon")


def test_a_region_is_found_by_sound_once_it_is_saved(system, yangshe):
    fields = {"code": "320582100", "name": "杨舍镇", "name_en": "Yangshe", "level": "town", "parent": yangshe.parent_id}
    assert system.post(f"{ADMIN}places/region/{yangshe.pk}/change/", {**fields, "outline": ""}).status_code == 302
    yangshe.refresh_from_db()
    assert yangshe.pinyin == "yangshezhen ysz"


def test_an_outline_that_crosses_itself_is_refused(system, yangshe):
    bow_tie = (
        '{"type":"MultiPolygon","coordinates":[[[[120.5,31.8],[120.6,31.9],[120.6,31.8],[120.5,31.9],[120.5,31.8]]]]}'
    )
    fields = {"code": yangshe.code, "name": yangshe.name, "level": "town", "parent": yangshe.parent_id}
    response = system.post(f"{ADMIN}places/region/{yangshe.pk}/change/", {**fields, "outline": bow_tie})
    assert "crosses itself" in response.content.decode()
    before = yangshe.outline
    yangshe.refresh_from_db()
    assert yangshe.outline == before


def test_every_register_has_a_history(client, auditor, feedback, site_identity, department):
    Message.objects.create(kind="notice", user=auditor, text="你好")
    post = auditor.posts.get()
    client.force_login(auditor)
    rows = (feedback, site_identity, department, post, post.region, Message.objects.get())
    for row in rows:
        page = client.get(f"{ADMIN}{row._meta.label_lower.replace('.', '/')}/{row.pk}/history/")
        assert page.status_code == 200
        assert len(page.context["entries"]) == (0 if row._meta.model_name == "message" else 1)
