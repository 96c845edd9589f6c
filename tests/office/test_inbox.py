from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from office.models import Message
from office.sms import InboxBackend
from office.tasks import forget_codes


@pytest.fixture
def sample_city(settings):
    settings.SAMPLE_CITY = True
    settings.SMS_BACKEND = "office.sms.InboxBackend"


@pytest.fixture(autouse=True)
def real_city(settings):
    settings.SAMPLE_CITY = False


def test_sample_city_shows_codes_to_everybody_with_the_number_masked(client, db, sample_city):
    client.post("/accounts/login/", {"phone": "13912345678"})
    page = client.get("/inbox/").content.decode()
    message = Message.objects.get()
    assert message.kind == "code"
    assert message.text in page
    assert "139****5678" in page
    assert "13912345678" not in page


def test_elsewhere_there_is_no_inbox_for_strangers(client, db):
    Message.objects.create(kind="code", phone="13912345678", text="123456")
    assert client.get("/inbox/").status_code == 404
    assert client.post("/inbox/read/").status_code == 404


def test_elsewhere_no_code_is_shown_to_who_is_signed_in(client, resident):
    Message.objects.create(kind="code", phone="13800000001", user=resident, text="123456")
    client.force_login(resident)
    assert "123456" not in client.get("/inbox/").content.decode()


def test_backend_refuses_to_carry_codes_elsewhere(db):
    with pytest.raises(ImproperlyConfigured):
        InboxBackend().send("13912345678", "123456", kind="code")
    assert not Message.objects.exists()


def test_own_notices_are_shown_and_marked_read_by_post(client, resident, stranger):
    mine = Message.objects.create(kind="notice", user=resident, text="公园已修好", url="/parks/1/")
    Message.objects.create(kind="notice", user=stranger, text="别人的事")
    client.force_login(resident)
    page = client.get("/inbox/")
    assert page.context["unread"] == 1
    assert "别人的事" not in page.content.decode()
    assert client.get(f"/inbox/{mine.pk}/read/").status_code == 405

    assert client.post(f"/inbox/{mine.pk}/read/").url == "/parks/1/"

    mine.refresh_from_db()
    assert mine.read_at is not None
    assert client.get("/inbox/").context["unread"] == 0


def test_notice_of_somebody_else_is_not_there_to_be_read(client, resident, stranger):
    theirs = Message.objects.create(kind="notice", user=stranger, text="别人的事")
    client.force_login(resident)
    assert client.post(f"/inbox/{theirs.pk}/read/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_notice_leads_nowhere_else(client, resident, url):
    message = Message.objects.create(kind="notice", user=resident, text="x", url=url)
    client.force_login(resident)
    assert client.post(f"/inbox/{message.pk}/read/").url == "/inbox/"


def test_all_are_marked_at_once_and_keep_their_first_time(client, resident):
    earlier = timezone.now() - timedelta(days=1)
    first = Message.objects.create(kind="notice", user=resident, text="一", read_at=earlier)
    Message.objects.create(kind="notice", user=resident, text="二")
    client.force_login(resident)
    client.post("/inbox/read/")
    first.refresh_from_db()
    assert first.read_at == earlier
    assert not Message.objects.filter(read_at__isnull=True).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_inbox_asks_the_same_however_much_it_holds(client, resident, number, django_assert_max_num_queries):
    for _ in range(number):
        Message.objects.create(kind="notice", user=resident, text="一")
    client.force_login(resident)
    client.get("/inbox/")
    with django_assert_max_num_queries(7):
        client.get("/inbox/")


@pytest.mark.parametrize("page", ["0", "x", str(10**9), "-1"])
def test_page_that_is_not_there_is_the_nearest_one(client, resident, page):
    client.force_login(resident)
    assert client.get("/inbox/", {"page": page}).status_code == 200


def test_codes_are_forgotten_after_a_day_and_notices_stay(resident):
    old = timezone.now() - timedelta(days=1, minutes=1)
    Message.objects.create(kind="code", phone="13912345678", text="1", created_at=old)
    Message.objects.create(kind="code", phone="13912345678", text="2")
    Message.objects.create(kind="notice", user=resident, text="3", created_at=old)
    forget_codes()
    assert sorted(Message.objects.values_list("text", flat=True)) == ["2", "3"]
