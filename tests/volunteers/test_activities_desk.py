"""Activities, shifts and sign-ups at the office's desk."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lib.spreadsheets import read_table
from tests.volunteers.conftest import sign_up as enter
from volunteers.models import Activity, Shift, SignUp
from volunteers.timetable import COLUMNS, clock

pytestmark = pytest.mark.django_db
DESK = "/en/admin/volunteers/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def sent(activity: Activity, **changes) -> dict:
    names = (
        "title", "category", "content", "place_name", "radius_m", "person_in_charge", "risk_notice", "admission",
        "most_companions",
    )  # fmt: skip
    values = {name: getattr(activity, name) for name in names} | {"form_token": activity.token}
    return {**values, "longitude": activity.point.x, "latitude": activity.point.y, **changes}


def test_the_office_sees_what_lies_in_its_region(client, editor, neighbour_editor, auditor, shift, volunteer):
    mine = enter(shift, volunteer)
    lists = ("activity", "shift", "signup", "announcement")
    for user, status in ((editor, 200), (auditor, 200), (neighbour_editor, 404)):
        client.force_login(user)
        for name in lists:
            assert client.get(f"{DESK}{name}/").status_code == 200
        for name, pk in (("activity", shift.activity.pk), ("shift", shift.pk), ("signup", mine.pk)):
            assert client.get(f"{DESK}{name}/{pk}/change/").status_code == status
    client.force_login(editor)
    for name, pk in (("activity", shift.activity.pk), ("shift", shift.pk), ("signup", mine.pk)):
        assert client.get(f"{DESK}{name}/{pk}/history/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["activity", "shift", "signup"])
def test_lists_keep_their_queries(desk, make_shift, make_volunteer, count, name, django_assert_max_num_queries):
    for number in range(count):
        enter(make_shift(in_hours=24 * (number + 1)), make_volunteer(f"人{number}"))
    desk.get(f"{DESK}{name}/")
    with django_assert_max_num_queries(11):
        desk.get(f"{DESK}{name}/")


def test_sign_ups_are_found_by_number_name_and_phone_and_shown_masked(desk, shift, volunteer, other_volunteer):
    enter(shift, volunteer)
    enter(shift, other_volunteer)
    for words in (volunteer.number, "王志愿", volunteer.user.phone.reveal()):
        page = text_of(desk.get(f"{DESK}signup/", {"q": words}))
        assert "王*愿" in page
        assert other_volunteer.number not in page
    assert desk.post(f"{DESK}signup/{SignUp.objects.first().pk}/change/", {}).status_code == 403


def test_an_activity_is_entered_as_a_draft(desk, team, make_activity):
    like = make_activity()
    values = sent(like, organization=team.pk, title="办公室录入", form_token=uuid.uuid4())
    for _press in range(2):
        assert desk.post(f"{DESK}activity/add/", values).status_code == 302
    made = Activity.objects.get(title="办公室录入")
    assert (made.state, made.created_by.username, made.region.code) == ("draft", "editor", "320582100")


def test_a_point_outside_and_no_place_at_all_are_refused(desk, team, activity):
    values = sent(activity, organization=team.pk, form_token=uuid.uuid4())
    assert "outside the city" in text_of(desk.post(f"{DESK}activity/add/", {**values, "longitude": "121.5"}))
    nowhere = {**values, "longitude": "", "latitude": ""}
    assert "Choose a known place" in text_of(desk.post(f"{DESK}activity/add/", nowhere))


def test_the_office_changes_and_cancels_through_the_same_actions(desk, activity, shift, volunteer):
    mine = enter(shift, volunteer)
    address = f"{DESK}activity/{activity.pk}/change/"
    desk.post(address, sent(activity, title="改了名字"))
    shift.refresh_from_db()
    assert shift.sequence == 1
    page = text_of(desk.post(address, sent(activity, title="改了名字", decision="cancelled"), follow=True))
    assert "Say why" in page
    desk.post(address, sent(activity, title="改了名字", decision="cancelled", reason_text="台风"))
    mine.refresh_from_db()
    activity.refresh_from_db()
    assert (mine.state, activity.state) == ("cancelled", "cancelled")


def test_opening_at_the_desk_needs_a_reviewers_post(client, desk, reviewer, make_activity, make_shift):
    draft = make_activity(state="draft")
    make_shift(of=draft)
    address = f"{DESK}activity/{draft.pk}/change/"
    assert "do not lead" in text_of(desk.post(address, sent(draft, decision="open"), follow=True))
    client.force_login(reviewer)
    client.post(address, sent(draft, decision="open"))
    draft.refresh_from_db()
    assert draft.state == "open"


def moments(starts_at) -> dict:
    names = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    names |= {"closes_at": starts_at, "withdraw_until": starts_at}
    local = {name: timezone.localtime(moment) for name, moment in names.items()}
    return {f"{name}_{n}": f"{at:{form}}" for name, at in local.items() for n, form in ((0, "%Y-%m-%d"), (1, "%H:%M"))}


def test_shifts_at_the_desk(desk, activity, make_shift, volunteer):
    begins = timezone.now() + timedelta(days=2)
    desk.post(f"{DESK}shift/add/", {"activity": activity.pk, "capacity": "4", **moments(begins)})
    shift = Shift.objects.get()
    mine = enter(shift, volunteer)
    address = f"{DESK}shift/{shift.pk}/change/"
    desk.post(address, {"capacity": "6", **moments(begins)})
    shift.refresh_from_db()
    assert shift.capacity == 6
    desk.post(address, {"capacity": "6", **moments(begins), "cancel": "on", "reason_text": "台风"})
    mine.refresh_from_db()
    assert mine.state == "cancelled"
    assert desk.post(address, {"capacity": "9", **moments(begins)}).status_code == 403


def test_the_desk_plans_no_shift_afterwards_either(desk, activity, make_shift):
    yesterday = timezone.now().replace(second=0, microsecond=0) - timedelta(days=1)
    page = desk.post(f"{DESK}shift/add/", {"activity": activity.pk, "capacity": "4", **moments(yesterday)}, follow=True)
    assert "entered by the office with evidence" in text_of(page)
    assert not Shift.objects.exists()
    shift = make_shift()
    page = desk.post(f"{DESK}shift/{shift.pk}/change/", {"capacity": "6", **moments(yesterday)}, follow=True)
    assert "entered by the office with evidence" in text_of(page)
    assert Shift.objects.get().starts_at == shift.starts_at


def test_a_plan_of_yesterday_is_none(desk, team):
    response = upload(desk, row(), row(day=timezone.localdate() - timedelta(days=1)))
    [problem] = response.context["problems"]
    assert (response.status_code, problem.row) == (400, 3)
    assert "entered by the office with evidence" in problem.sentence


def test_unanswered_sign_ups_are_a_queue(desk, make_shift, volunteer, other_volunteer):
    enter(make_shift(in_hours=20), volunteer, state="applied")
    enter(make_shift(in_hours=90), other_volunteer, state="applied")
    page = text_of(desk.get("/en/admin/"))
    assert "unanswered, and the shift is near" in page


# --- in and out


def table(*rows: dict) -> SimpleUploadedFile:
    keys = [column.key for column in COLUMNS if column.key not in ("taken", "state")]
    lines = [",".join(keys), *(",".join(str(row.get(key, "")) for key in keys) for row in rows)]
    return SimpleUploadedFile("plan.csv", "\n".join(lines).encode())


def row(**changes) -> dict:
    day = timezone.localdate() + timedelta(days=9)
    return {
        "organization": "书香小队", "title": "暑期陪读", "category": "reading", "content": "陪孩子读书",
        "place": "西门驿站", "longitude": "120.55", "latitude": "31.87", "person_in_charge": "江领队",
        "risk_notice": "没有特别的风险", "day": day, "begins": "9:00", "ends": "11:00", "capacity": "8", **changes,
    }  # fmt: skip


def upload(desk, *rows):
    return desk.post(f"{DESK}activity/import/", {"file": table(*rows)})


def confirm(desk, response):
    return desk.post(f"{DESK}activity/process_import/", {"token": response.context["token"]}, follow=True)


def test_a_plan_goes_in_after_a_look_as_drafts(desk, team):
    later = timezone.localdate() + timedelta(days=16)
    response = upload(desk, row(), row(day=later), row(title="另一项", begins="22:00", ends="02:00"))
    assert response.status_code == 200
    assert not Activity.objects.exists()
    confirm(desk, response)
    assert sorted(Activity.objects.values_list("title", "state")) == [("另一项", "draft"), ("暑期陪读", "draft")]
    assert Shift.objects.count() == 3
    assert Shift.objects.get(activity__title="另一项").ends_at.astimezone().hour is not None
    again = upload(desk, row(), row(day=later))
    assert again.context["totals"]["skip"] == 2


def test_bad_rows_refuse_the_whole_with_a_sentence_each(desk, team, union):
    past = timezone.localdate() - timedelta(days=3)
    response = upload(
        desk,
        row(),
        row(organization="没有的组织"),
        row(title="二", begins="25:00", capacity="许多"),
        row(title="三", day=past),
        row(title="四", longitude="", latitude=""),
        row(title="五", longitude="121.5", latitude="31.2"),
        row(title="六", capacity="0"),
        row(title="七", content="", category="war"),
    )
    page = text_of(response, status=400)
    for words in (
        "No approved organization", "is not a time", "is not a whole number", "has passed", "are needed",
        "outside the city", "between 1 and 5,000", "A new activity needs this",
    ):  # fmt: skip
        assert words in page
    assert not Activity.objects.exists()


def test_only_ones_own_region_and_nobody_without_a_post(client, neighbour_editor, auditor, team):
    client.force_login(neighbour_editor)
    assert "No approved organization" in text_of(upload(client, row()), status=400)
    client.force_login(auditor)
    assert upload(client, row()).status_code == 403


def test_what_goes_out_can_come_in_again(desk, activity, shift):
    response = desk.post(f"{DESK}activity/export/", {"format": "0", "resource": ""})
    rows = read_table(io.BytesIO(response.content), columns=COLUMNS)
    assert [(one["organization"], one["title"], one["capacity"]) for one in rows] == [
        ("书香小队", activity.title, "10")
    ]


@pytest.mark.parametrize(
    ("text", "hour", "minute"), [("9:00", 9, 0), ("09:30:00", 9, 30), ("14：05", 14, 5), ("9点30分", 9, 30)]
)
def test_times_as_people_write_them(text, hour, minute):
    assert (clock(text).hour, clock(text).minute) == (hour, minute)
