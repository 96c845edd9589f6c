"""The whole way, from the resident's form to the row: what is no photo is a sentence, and nothing is half written."""

import time
from uuid import uuid4

import pytest

from photos import actions
from photos.models import Photo
from places.models import Feedback
from tests.photos import pictures
from tests.photos.test_actions import app_with

FIFTY_MEGABYTES = 50 * 1024 * 1024


@pytest.fixture
def send(client, park):
    def send(photo):
        message = {"token": str(uuid4()), "text": "灯坏了。", "photo": photo}
        return client.post(f"/en/places/{park.pk}/feedback/", message)

    return send


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!doctype html><script>alert(1)</script>", "This file is not a photo."),
        (pictures.bomb_png(), "This photo has too many pixels."),
        (pictures.jpeg(800, 600)[:-900], "This photo is damaged"),
        (pictures.jpeg() + b"\0" * FIFTY_MEGABYTES, "This photo is larger than 10 MB."),
    ],
    ids=["html", "bomb", "cut", "50 MB"],
)
def test_bad_photo_is_a_sentence_on_the_form(send, content, sentence):
    response = send(pictures.upload(content, "holiday.png", "image/png"))

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert "灯坏了。" in response.content.decode()
    assert not Feedback.objects.exists()
    assert not Photo.objects.exists()


def test_photo_with_an_impossible_name_is_taken(send):
    response = send(pictures.upload(pictures.jpeg(), "../..\\\x00<b>.jpg"))

    assert response.status_code == 302
    assert Feedback.objects.get().photo.state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_message_is_kept_when_the_broker_is_away(send, monkeypatch):
    monkeypatch.setattr(actions, "current_app", app_with("redis://127.0.0.1:1/0"))
    began = time.monotonic()

    assert send(pictures.upload(pictures.jpeg())).status_code == 302
    assert time.monotonic() - began < 5
    assert Feedback.objects.get().photo in Photo.objects.waiting()
