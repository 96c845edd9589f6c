import threading
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from civic.celery import app
from lib.refusals import Forbidden, Invalid, Refused
from photos import actions as photos
from photos.models import Photo, Size
from photos.tasks import forget_originals
from places import actions
from places.models import Feedback, Place
from places.tasks import forget_phones, withdraw_photos
from places.workflow import FEEDBACK_MOVES, FeedbackState

pytestmark = pytest.mark.django_db

PHONE = "13912345678"


def picture(name="bench.jpg"):
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "JPEG")
    buffer.seek(0)
    buffer.name = name
    return buffer


@pytest.fixture
def address(park):
    return reverse("place_feedback", args=[park.pk])


@pytest.fixture
def send(client, address, site_identity):
    def send(**values):
        return client.post(address, {"token": str(uuid4()), "text": "灯不亮了", **values})

    return send


@pytest.fixture
def feedback(park):
    return Feedback.objects.create(place=park, text="秋千很好", may_publish=True, phone=PHONE, may_call=True)


# --- the form


def test_form_is_never_kept_and_nothing_is_ticked(client, address, site_identity):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    html = answer.content.decode()
    assert " checked" not in html
    assert "capture" not in html
    assert html.count('type="file"') == 1


def test_each_form_has_its_own_token(client, address, site_identity):
    tokens = {client.get(address).context["form"]["token"].value() for _ in range(2)}
    assert len(tokens) == 2


def test_message_is_kept_and_the_next_page_says_what_happens(client, send, park):
    answer = send(phone="+86 139-1234 5678", may_call="on", may_publish="on")
    assert answer.status_code == 302
    row = Feedback.objects.get()
    assert (row.place_id, row.text, row.phone.reveal()) == (park.pk, "灯不亮了", PHONE)
    assert (row.may_publish, row.is_published, row.state) == (True, False, "received")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert PHONE not in page.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_method(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_sent_page_is_only_read(client, park):
    assert client.post(reverse("place_feedback_sent", args=[park.pk])).status_code == 405


@pytest.mark.parametrize("name", ["place_feedback", "place_feedback_sent"])
def test_place_that_is_not_public_is_not_there(client, park, site_identity, name):
    Place.objects.filter(pk=park.pk).update(is_public=False)
    assert client.get(reverse(name, args=[park.pk])).status_code == 404
    assert client.post(reverse("place_feedback", args=[park.pk]), {"text": "x"}).status_code == 404
    assert not Feedback.objects.exists()


def test_form_without_its_csrf_token_is_refused(address, site_identity):
    answer = Client(enforce_csrf_checks=True).post(address, {"token": str(uuid4()), "text": "x"})
    assert answer.status_code == 403
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "字" * 1001}, "text"),
        ({"phone": "12345", "may_call": "on"}, "phone"),
        ({"phone": PHONE}, "may_call"),
        ({"may_call": "on"}, "phone"),
        ({"token": "not-a-token"}, "token"),
        ({"token": ""}, "token"),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(send, values, field):
    answer = send(**values)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Feedback.objects.exists()


def test_a_thousand_characters_on_many_lines_fit(send):
    assert send(text="字\r\n" * 499 + "完完").status_code == 302
    assert len(Feedback.objects.get().text) == 1000


# --- the photo


def test_photo_comes_along(send):
    assert send(photo=picture()).status_code == 302
    assert Feedback.objects.get().photo.state == "waiting"


def test_refused_photo_keeps_the_text_in_the_form_and_stores_nothing(send):
    html_as_png = BytesIO(b"<html><script>alert(1)</script></html>")
    html_as_png.name = "cat.png"
    answer = send(text="长椅坏了，请看照片", photo=html_as_png)
    assert answer.status_code == 400
    assert "长椅坏了，请看照片" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["photo"]
    assert not Feedback.objects.exists()
    assert not Photo.objects.exists()


def test_photo_that_fails_on_the_way_in_takes_the_message_along(park):
    with pytest.raises(Invalid):
        actions.send_feedback(place=park, token=uuid4(), text="看", photo=BytesIO(b"no picture"))
    assert not Feedback.objects.exists()


# --- twice, and two at once


def test_second_click_gives_the_same_result_and_one_row(send):
    token = str(uuid4())
    first = send(token=token, photo=picture())
    second = send(token=token, photo=picture())
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Feedback.objects.count() == Photo.objects.count() == 1


def test_form_of_another_place_is_refused(park, make_park):
    token = uuid4()
    actions.send_feedback(place=park, token=token, text="一")
    with pytest.raises(Refused, match="about another place"):
        actions.send_feedback(place=make_park(), token=token, text="二")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_row_and_one_photo(park):
    token, together, made, failed = uuid4(), threading.Barrier(2), [], []

    def click():
        try:
            together.wait()
            made.append(actions.send_feedback(place=park, token=token, text="灯", photo=picture()).pk)
        except Exception as error:  # noqa: BLE001  a thread's error must reach the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(made)) == 1
    assert Feedback.objects.count() == Photo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one(feedback, editor):
    together, outcomes = threading.Barrier(2), []

    def answer(words):
        try:
            together.wait()
            actions.answer_feedback(feedback=feedback, by=editor, answer=words)
            outcomes.append("answered")
        except actions.AlreadyDecided:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[words]) for words in ("一", "二")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["answered", "refused"]


# --- too often


def test_sixth_message_about_one_place_is_asked_to_wait_with_its_text_kept(send):
    for _ in range(5):
        assert send().status_code == 302
    answer = send(text="第六次")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "第六次" in answer.content.decode()
    assert Feedback.objects.count() == 5


def test_neighbour_at_another_address_is_not_held_up(client, address, send):
    for _ in range(6):
        send()
    answer = client.post(address, {"token": str(uuid4()), "text": "我来说"}, REMOTE_ADDR="10.0.0.9")
    assert answer.status_code == 302


def test_endless_tries_are_stopped_before_photos_are_read(send):
    for _ in range(40):
        send(text="")
    answer = send()
    assert answer.status_code == 429
    assert "Retry-After" in answer
    assert not Feedback.objects.exists()


def test_without_redis_everybody_may_write(send, settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    assert caches["default"].get("x") is None
    for _ in range(7):
        assert send().status_code == 302


# --- the office decides


def test_answer_is_published_with_consent(feedback, editor):
    actions.answer_feedback(feedback=feedback, by=editor, answer="谢谢！", answer_en="Thanks!", publish=True)
    feedback.refresh_from_db()
    assert (feedback.state, feedback.answer, feedback.answered_by) == ("answered", "谢谢！", editor)
    assert list(Feedback.objects.published()) == [feedback]


def test_answer_may_stay_unpublished(feedback, editor):
    actions.answer_feedback(feedback=feedback, by=editor, answer="谢谢！")
    assert not Feedback.objects.published().exists()


def test_nothing_is_published_against_the_senders_will(feedback, editor):
    Feedback.objects.filter(pk=feedback.pk).update(may_publish=False)
    with pytest.raises(Refused, match="did not agree"):
        actions.answer_feedback(feedback=feedback, by=editor, answer="谢谢！", publish=True)
    feedback.refresh_from_db()
    assert feedback.state == "received"


@pytest.mark.parametrize("words", ["", "  \n"])
def test_answer_and_reason_need_words(feedback, editor, words):
    with pytest.raises(Invalid):
        actions.answer_feedback(feedback=feedback, by=editor, answer=words)
    with pytest.raises(Invalid):
        actions.decline_feedback(feedback=feedback, by=editor, reason=words)


def test_resident_decides_nothing(feedback, resident):
    with pytest.raises(Forbidden):
        actions.answer_feedback(feedback=feedback, by=resident, answer="我来答")
    with pytest.raises(Forbidden):
        actions.decline_feedback(feedback=feedback, by=resident, reason="我不要")


def move(feedback, to, by):
    if to == FeedbackState.ANSWERED:
        actions.answer_feedback(feedback=feedback, by=by, answer="好")
    else:
        actions.decline_feedback(feedback=feedback, by=by, reason="广告")


@pytest.mark.parametrize("old", FeedbackState)
@pytest.mark.parametrize("new", [FeedbackState.ANSWERED, FeedbackState.DECLINED])
def test_every_edge_of_the_table(feedback, editor, old, new):
    if old != FeedbackState.RECEIVED:
        move(feedback, old, editor)
    if new in FEEDBACK_MOVES[old]:
        move(feedback, new, editor)
        feedback.refresh_from_db()
        assert feedback.state == new
    else:
        with pytest.raises(actions.AlreadyDecided):
            move(feedback, new, editor)


def test_declining_takes_a_published_answer_off_the_page(feedback, editor, stranger):
    actions.answer_feedback(feedback=feedback, by=editor, answer="好", publish=True)
    actions.decline_feedback(feedback=feedback, by=editor, reason="提到了别人的名字")
    assert not Feedback.objects.published().exists()


def test_decision_is_in_the_history(feedback, editor):
    actions.answer_feedback(feedback=feedback, by=editor, answer="好")
    assert feedback.events.order_by("-pgh_id").values_list("state", "answer").first() == ("answered", "好")


# --- the number is forgotten


@pytest.mark.parametrize(("days", "is_kept"), [(89, True), (91, False)])
def test_number_is_wiped_ninety_days_after_the_answer(feedback, editor, days, is_kept):
    actions.answer_feedback(feedback=feedback, by=editor, answer="好")
    Feedback.objects.update(answered_at=timezone.now() - timedelta(days=days))
    forget_phones()
    forget_phones()
    feedback.refresh_from_db()
    assert bool(feedback.phone) is is_kept


@pytest.mark.parametrize(("days", "wiped"), [(179, 0), (181, 1)])
def test_number_of_an_unanswered_message_waits_for_half_a_year(feedback, days, wiped):
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=days))
    assert actions.forget_phones() == wiped


def test_later_decline_does_not_keep_the_number_longer(feedback, editor):
    actions.answer_feedback(feedback=feedback, by=editor, answer="好")
    long_ago = timezone.now() - timedelta(days=100)
    Feedback.objects.update(answered_at=long_ago)
    actions.decline_feedback(feedback=feedback, by=editor, reason="广告")
    assert actions.forget_phones() == 1


# --- a picture that no page shows


@pytest.fixture
def with_picture(feedback):
    feedback.photo = photos.take_in(file=picture())
    feedback.save()
    photos.process(photo=feedback.photo)
    assert in_public(feedback)
    return feedback


def in_public(feedback) -> list[str]:
    paths = [feedback.photo.path(size) for size in Size]
    return [path for path in paths if storages["default"].exists(path)]


def test_picture_of_what_was_declined_leaves_the_public_folder(
    with_picture, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.decline_feedback(feedback=with_picture, by=editor, reason="侮辱")
    photo = Photo.objects.get()
    assert (in_public(with_picture), photo.state) == ([], "withdrawn")
    assert photo.original.storage.exists(photo.original.name)
    photos.process(photo=photo)
    assert in_public(with_picture) == []


@pytest.mark.parametrize(("days", "publish", "stays"), [(181, False, False), (179, False, True), (400, True, True)])
def test_picture_of_an_answer_stays_as_long_as_a_page_or_the_office_shows_it(
    with_picture, editor, django_capture_on_commit_callbacks, days, publish, stays
):
    actions.answer_feedback(feedback=with_picture, by=editor, answer="好", publish=publish)
    Feedback.objects.update(answered_at=timezone.now() - timedelta(days=days))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_photos()
        withdraw_photos()
    assert bool(in_public(with_picture)) is stays


def test_what_a_killed_process_left_in_public_is_swept(with_picture):
    photos.withdraw(photo=with_picture.photo)  # and nobody came to delete the files
    assert in_public(with_picture)
    forget_originals()
    assert not in_public(with_picture)


def test_wiping_runs_daily():
    assert any(line["task"] == "places.tasks.withdraw_photos" for line in app.conf.beat_schedule.values())
    assert any(line["task"] == "places.tasks.forget_phones" for line in app.conf.beat_schedule.values())
