"""Public notices at the desk: who may open, answer and close, and what waits."""

import pytest
from django.urls import reverse

from office.actions import notices
from office.admin.queues import notices_ending, notices_to_close, objections_waiting
from office.models import Message, NoticeRule, Objection, ObjectionReading, PublicNotice
from office.tasks import remind_of_ended_notices
from tests.office.conftest import days_ago

pytestmark = pytest.mark.django_db

ANNOUNCED = {
    "kind": "other", "title": "拟表彰名单", "title_en": "", "body": "张**、李**", "body_en": "", "posted_at": "",
    "posted_at_en": "", "contact": "", "contact_en": "", "contact_phone": "", "contact_address": "",
    "contact_address_en": "", "begins_on": "", "days": "",
}  # fmt: skip


def page_of(row, name: str = "change") -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk])


def step(client, notice, **values):
    return client.post(page_of(notice), {"step": "close", "words": "", "words_en": "", "days_more": "", **values})


def test_an_editor_opens_a_notice(client, clerk, site_identity):
    client.force_login(clerk)
    assert client.post(reverse("admin:office_publicnotice_add"), ANNOUNCED).status_code == 302
    notice = PublicNotice.objects.get()
    assert (notice.opened_by, notice.contact) == (clerk, site_identity.host)


def test_what_is_too_short_is_said(client, clerk):
    client.force_login(clerk)
    page = client.post(reverse("admin:office_publicnotice_add"), ANNOUNCED | {"days": "2"}, follow=True)
    assert not PublicNotice.objects.exists()
    assert "5" in page.content.decode()


def test_a_reviewer_closes_what_is_over(client, ended, reviewer):
    client.force_login(reviewer)
    assert client.get(page_of(ended)).status_code == 200
    assert step(client, ended).status_code == 302
    ended.refresh_from_db()
    assert (ended.state, ended.ended_by) == ("closed", reviewer)
    assert step(client, ended).status_code == 403


def test_a_reviewer_makes_it_longer_or_withdraws_it(client, announce, reviewer):
    client.force_login(reviewer)
    longer, back = announce(), announce()
    assert step(client, longer, step="extend").status_code == 200
    step(client, longer, step="extend", days_more="3", words="需要核实")
    step(client, back, step="withdraw", words="名单有误")
    states = [PublicNotice.objects.get(pk=row.pk).state for row in (longer, back)]
    assert states == ["extended", "withdrawn"]


def test_what_is_refused_is_said_and_nothing_is_written(client, on_show, reviewer):
    client.force_login(reviewer)
    page = client.post(page_of(on_show), {"step": "close", "words": "", "words_en": ""}, follow=True)
    on_show.refresh_from_db()
    assert on_show.state == "open"
    assert page.status_code == 200


def test_an_editor_closes_nothing(client, ended, clerk):
    client.force_login(clerk)
    assert step(client, ended).status_code == 403


def test_a_town_does_not_reach_the_citys_notices(client, on_show, editor):
    client.force_login(editor)
    assert client.get(reverse("admin:office_publicnotice_changelist")).status_code == 403
    assert client.get(page_of(on_show)).status_code in (403, 404)


def test_opening_an_objection_is_written_down(client, on_show, object_to, reviewer):
    objection = object_to(on_show)
    client.force_login(reviewer)
    masked = client.get(page_of(objection)).content.decode()
    assert "王小明" not in masked
    assert client.get(page_of(objection, "read")).status_code == 302
    opened = client.post(page_of(objection, "read"))
    assert "王小明" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert ObjectionReading.objects.get().by == reviewer


@pytest.mark.parametrize("who", ["clerk", "auditor"])
def test_nobody_opens_what_they_do_not_answer(client, on_show, object_to, who, request):
    objection = object_to(on_show)
    client.force_login(request.getfixturevalue(who))
    assert client.get(page_of(objection)).status_code == 200
    assert client.post(page_of(objection, "read")).status_code == 403
    assert not ObjectionReading.objects.exists()


def test_an_answer_is_given_once(client, on_show, object_to, reviewer):
    objection = object_to(on_show)
    client.force_login(reviewer)
    answer = {"verdict": "wrong", "answer_text": "已核实，不属实。"}
    assert client.post(page_of(objection), {"verdict": "wrong", "answer_text": ""}).status_code == 200
    assert client.post(page_of(objection), answer).status_code == 302
    assert Objection.objects.get().is_upheld is False
    assert client.post(page_of(objection), answer).status_code == 403


def test_rules_are_kept_by_those_who_publish(client, reviewer, clerk):
    page = reverse("admin:office_noticerule_add")
    client.force_login(clerk)
    assert client.get(page).status_code == 403
    client.force_login(reviewer)
    rule = {"kind": "honour", "least_workdays": 7, "least_days": 9, "source": "样例", "valid_from": "2026-01-01"}
    assert client.post(page, rule).status_code == 302
    assert client.post(page, rule | {"valid_from": "2027-01-01"}).status_code == 200
    assert NoticeRule.objects.filter(kind="honour").count() == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("what", ["publicnotice", "objection"])
def test_lists_of_the_desk_cost_the_same(client, announce, object_to, reviewer, django_assert_num_queries, what, count):
    for _ in range(count):
        object_to(announce())
    client.force_login(reviewer)
    page = reverse(f"admin:office_{what}_changelist")
    client.get(page)
    with django_assert_num_queries({"publicnotice": 9, "objection": 8}[what]):
        client.get(page)


# --- what waits


def test_queues_count_what_waits_for_whom(announce, ended, object_to, reviewer, clerk):
    object_to(ended, at=days_ago(39))
    announce()
    assert (objections_waiting(reviewer).count, objections_waiting(clerk).count) == (1, 0)
    assert objections_waiting(reviewer).is_urgent
    assert notices_to_close(reviewer).is_urgent
    assert notices_ending(reviewer).count == 0


def test_staff_are_reminded_once_that_the_days_are_over(ended, on_show, clerk, reviewer, editor):
    for _ in range(2):
        remind_of_ended_notices()
    told = Message.objects.values_list("user", flat=True)
    assert sorted(told) == sorted([clerk.pk, reviewer.pk])
    notices.extend(notice=ended, days=1, reason="还有异议", by=clerk)
    remind_of_ended_notices()
    assert Message.objects.count() == 2
