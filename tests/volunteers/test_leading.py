"""The leader's pages: who sees them, and what each button does."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.volunteers.conftest import sign_up as enter
from volunteers.models import Activity, Announcement, Shift, SignUp

pytestmark = pytest.mark.django_db
LEAD = "/en/volunteer/lead/"


@pytest.fixture
def led(client, leader):
    client.force_login(leader.user)
    return client


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


@pytest.fixture
def addresses(activity, shift, team, volunteer) -> list[str]:
    enter(shift, volunteer)
    return [
        LEAD,
        f"{LEAD}organizations/{team.pk}/activities/new/",
        *(f"{LEAD}activities/{activity.pk}/{verb}" for verb in ("", "edit/", "where/", "cancel/", "copy/", "message/")),
        f"{LEAD}activities/{activity.pk}/shifts/new/",
        f"{LEAD}activities/{activity.pk}/message/{shift.pk}/",
        *(f"{LEAD}shifts/{shift.pk}/{verb}" for verb in ("", "edit/", "copy/", "cancel/")),
    ]


def test_every_page_opens_for_the_leader(led, addresses):
    for address in addresses:
        response = led.get(address)
        assert response.status_code == 200, address
        assert "no-store" in response["Cache-Control"]
        assert led.put(address).status_code == 405, address


def test_no_page_is_there_for_others(client, addresses, volunteer, stranger):
    for address in addresses:
        assert client.get(address).status_code == 302, address
    for nobody in (volunteer.user, stranger):
        client.force_login(nobody)
        for address in addresses:
            assert client.get(address).status_code == 404, address


def test_posting_is_for_leaders_alone(client, activity, shift, volunteer):
    mine = enter(shift, volunteer, state="applied")
    posts = (f"{LEAD}activities/{activity.pk}/open/", f"{LEAD}sign-ups/{mine.pk}/answer/")
    for address in posts:
        assert client.post(address).status_code == 302
    client.force_login(volunteer.user)
    for address in posts:
        assert client.post(address, {"accept": "1"}).status_code == 404
        assert client.get(address).status_code == 405


def test_names_are_masked(led, shift, volunteer):
    enter(shift, volunteer)
    page = text_of(led.get(f"{LEAD}shifts/{shift.pk}/"))
    assert "王*愿" in page
    assert "王志愿" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_keep_their_queries(led, make_shift, make_volunteer, count, django_assert_num_queries):
    shifts = [make_shift(in_hours=24 * (number + 1)) for number in range(count)]
    for number in range(count):
        enter(shifts[0], make_volunteer(f"人{number}"))
    led.get(LEAD)
    with django_assert_num_queries(7):
        led.get(LEAD)
    with django_assert_num_queries(7):
        led.get(f"{LEAD}shifts/{shifts[0].pk}/")


# --- making an activity, from the place on


def test_first_where_then_what_then_a_shift_then_open(led, team, park):
    new = f"{LEAD}organizations/{team.pk}/activities/new/"
    assert park.name_en in text_of(led.get(new, {"q": "Xinshi"}))
    form = text_of(led.get(new, {"place": park.pk}))
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    sent = {
        "token": token, "title": "清扫公园", "category": "environment", "content": "捡拾垃圾。", "radius_m": "200",
        "person_in_charge": "江领队", "risk_notice": "注意来往车辆。", "admission": "instant", "most_companions": "1",
    }  # fmt: skip
    for _press in range(2):
        response = led.post(f"{new}?place={park.pk}", sent)
    activity = Activity.objects.get()
    assert response["Location"] == f"{LEAD}activities/{activity.pk}/shifts/new/"
    assert (activity.place_id, activity.point.coords, activity.state) == (park.pk, park.point.coords, "draft")
    day = timezone.localdate() + timedelta(days=3)
    shift = {"day": day, "begins": "09:00", "ends": "11:00", "capacity": "12", "closes": "2", "withdraw": "24"}
    led.post(response["Location"], shift)
    made = Shift.objects.get()
    assert (made.capacity, made.starts_at - made.closes_at) == (12, timedelta(hours=2))
    page = text_of(led.post(f"{LEAD}activities/{activity.pk}/open/", follow=True))
    assert "It is open" in page


def test_a_point_on_the_map_needs_a_name_and_lies_in_the_city(led, team):
    new = f"{LEAD}organizations/{team.pk}/activities/new/"
    sent = {
        "token": uuid.uuid4(), "title": "清扫河岸", "category": "environment", "content": "捡拾垃圾。",
        "radius_m": "200", "person_in_charge": "江领队", "admission": "instant", "most_companions": "0",
    }  # fmt: skip
    assert "This field is required" in text_of(led.post(f"{new}?lon=120.55&lat=31.87", sent), status=400)
    led.post(f"{new}?lon=120.55&lat=31.87", {**sent, "place_name": "东横河桥下"})
    activity = Activity.objects.get()
    assert activity.point.coords == (120.55, 31.87)
    assert activity.region.code == "320582100"
    assert "outside the city" in text_of(led.get(f"{new}?lon=121.5&lat=31.2"), status=400)


def test_what_was_typed_comes_back_with_the_reason(led, team, park):
    new = f"{LEAD}organizations/{team.pk}/activities/new/?place={park.pk}"
    sent = {
        "token": uuid.uuid4(), "title": "高空擦窗", "category": "community", "content": "擦窗。", "radius_m": "5",
        "person_in_charge": "江领队", "admission": "instant", "most_companions": "0", "min_age": "30", "max_age": "20",
    }  # fmt: skip
    page = text_of(led.post(new, sent), status=400)
    assert "between 30 and 3,000" in page
    assert "upper age" in page
    assert "高空擦窗" in page


def test_an_end_before_the_beginning_is_said(led, activity):
    sent = {"day": timezone.localdate() + timedelta(days=1), "begins": "11:00", "ends": "09:00", "capacity": "3"}
    address = f"{LEAD}activities/{activity.pk}/shifts/new/"
    page = text_of(led.post(address, {**sent, "closes": "0", "withdraw": "0"}), status=400)
    assert "ends after it began" in page
    led.post(address, {**sent, "closes": "0", "withdraw": "0", "overnight": "on"})
    assert Shift.objects.get().ends_at - Shift.objects.get().starts_at == timedelta(hours=22)


def test_opening_without_insurance_is_refused_in_words(led, make_activity, make_shift):
    draft = make_activity(state="draft", is_hazardous=True, min_age=18)
    make_shift(of=draft)
    assert "everyone is insured" in text_of(led.post(f"{LEAD}activities/{draft.pk}/open/", follow=True))


def edit_values(activity, **changes) -> dict:
    return {
        "token": activity.token, "title": activity.title, "category": activity.category, "content": activity.content,
        "place_name": activity.place_name, "radius_m": activity.radius_m, "admission": activity.admission,
        "person_in_charge": activity.person_in_charge, "risk_notice": activity.risk_notice, "most_companions": 0,
        **changes,
    }  # fmt: skip


def test_changing_an_activity_and_its_place(led, activity, shift, park):
    address = f"{LEAD}activities/{activity.pk}/edit/"
    led.post(address, edit_values(activity, title="新名字"))
    led.post(f"{address}?place={park.pk}", edit_values(activity, title="新名字", place_name=""))
    activity.refresh_from_db()
    shift.refresh_from_db()
    assert (activity.title, activity.place_id, shift.sequence) == ("新名字", park.pk, 2)
    where = led.get(f"{LEAD}activities/{activity.pk}/where/?place={park.pk}")
    assert where["Location"].endswith(f"edit/?place={park.pk}")


def test_changing_and_cancelling_a_shift(led, shift, volunteer):
    mine = enter(shift, volunteer)
    form = text_of(led.get(f"{LEAD}shifts/{shift.pk}/edit/"))
    begins = re.search(r'name="begins" value="([^"]+)"', form)[1]
    assert begins == f"{timezone.localtime(shift.starts_at):%H:%M}"
    led.post(f"{LEAD}shifts/{shift.pk}/cancel/", {"reason": "台风"})
    mine.refresh_from_db()
    assert mine.state == "cancelled"
    assert text_of(led.post(f"{LEAD}shifts/{shift.pk}/cancel/", {"reason": ""}), status=400)


def test_copies_of_shifts_and_activities(led, activity, shift):
    day = timezone.localdate(shift.starts_at)
    sent = {"token": uuid.uuid4(), "day": day + timedelta(days=7), "every": "7", "until": day + timedelta(days=21)}
    led.post(f"{LEAD}shifts/{shift.pk}/copy/", sent)
    assert Shift.objects.count() == 4
    for _press in range(2):
        led.post(f"{LEAD}activities/{activity.pk}/copy/", {**sent, "every": "", "until": ""})
    assert Activity.objects.count() == 2
    assert "Until which day?" in text_of(led.post(f"{LEAD}shifts/{shift.pk}/copy/", {**sent, "until": ""}), status=400)


def test_a_series_from_the_page(led, activity, shift):
    day = timezone.localdate(shift.starts_at)
    sent = {"token": uuid.uuid4(), "day": day + timedelta(days=7), "every": "7", "until": day + timedelta(days=21)}
    for _press in range(2):
        led.post(f"{LEAD}activities/{activity.pk}/copy/", sent)
    assert Activity.objects.count() == 4
    assert Activity.objects.exclude(series=None).values("series").distinct().count() == 1


def test_a_series_is_opened_at_once(led, activity, shift):
    day = timezone.localdate(shift.starts_at)
    sent = {"token": uuid.uuid4(), "day": day + timedelta(days=7), "every": "7", "until": day + timedelta(days=21)}
    for _press in range(2):
        page = text_of(led.post(f"{LEAD}activities/{activity.pk}/copy/", {**sent, "open_them": "on"}, follow=True))
    assert "3 copies are open now" in page
    assert set(Activity.objects.values_list("state", flat=True)) == {"open"}


def test_a_series_that_cannot_open_leaves_nothing_behind(led, make_activity, make_shift):
    draft = make_activity(state="draft", risk_notice="")
    day = timezone.localdate(make_shift(of=draft).starts_at) + timedelta(days=7)
    sent = {"token": uuid.uuid4(), "day": day, "open_them": "on"}
    assert "Tell the risks" in text_of(led.post(f"{LEAD}activities/{draft.pk}/copy/", sent), status=409)
    assert Activity.objects.filter(title=draft.title, state="draft").get() == draft


def test_a_shift_of_yesterday_is_not_planned_afterwards(led, activity, shift):
    yesterday = timezone.localdate() - timedelta(days=1)
    new = {"begins": "09:00", "ends": "11:00", "capacity": "3", "closes": "0", "withdraw": "0"}
    for address, sent in (
        (f"{LEAD}activities/{activity.pk}/shifts/new/", {**new, "day": yesterday}),
        (f"{LEAD}shifts/{shift.pk}/edit/", {**new, "day": yesterday, "ends": "23:59"}),
        (f"{LEAD}shifts/{shift.pk}/copy/", {"token": uuid.uuid4(), "day": yesterday}),
        (f"{LEAD}activities/{activity.pk}/copy/", {"token": uuid.uuid4(), "day": yesterday}),
    ):
        assert "entered by the office with evidence" in text_of(led.post(address, sent), status=400)
    assert (Shift.objects.count(), Activity.objects.count()) == (1, 1)


def test_answers_from_the_page(led, shift, volunteer, other_volunteer):
    first, second = enter(shift, volunteer, state="applied"), enter(shift, other_volunteer, state="applied")
    led.post(f"{LEAD}sign-ups/{first.pk}/answer/", {"accept": "1"})
    assert "Say why" in text_of(led.post(f"{LEAD}sign-ups/{second.pk}/answer/", {"accept": "0"}, follow=True))
    led.post(f"{LEAD}sign-ups/{second.pk}/answer/", {"accept": "0", "reason": "名额已满"})
    assert list(SignUp.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "rejected"]
    assert "choose yes or no" in text_of(led.post(f"{LEAD}sign-ups/{second.pk}/answer/", {}, follow=True))


def test_a_message_from_the_page(led, activity, shift, volunteer):
    enter(shift, volunteer)
    sent = {"token": uuid.uuid4(), "text": "请带水杯"}
    for _press in range(2):
        page = text_of(led.post(f"{LEAD}activities/{activity.pk}/message/", sent, follow=True))
    assert "1 person was told" in page
    assert Announcement.objects.count() == 1
    assert text_of(led.post(f"{LEAD}activities/{activity.pk}/message/", {**sent, "text": ""}), status=400)
