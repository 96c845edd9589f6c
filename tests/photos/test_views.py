from io import BytesIO

import pytest
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from photos import actions
from photos.forms import PhotoField
from photos.models import Size
from photos.uploads import BoundedFileUploadHandler
from tests.photos import pictures


class OnePhoto(forms.Form):
    photo = PhotoField(required=False)


@pytest.fixture
def waiting(db):
    return actions.take_in(file=BytesIO(pictures.jpeg(1200, 600)), alt="两色", alt_en="Two colours")


@pytest.fixture
def ready(waiting):
    actions.process(photo=waiting)
    return waiting


# --- the form


def test_form_takes_a_photo_and_may_go_without():
    assert OnePhoto({}, {"photo": pictures.upload(pictures.jpeg())}).is_valid()
    assert OnePhoto({}, {}).is_valid()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<!doctype html>", "holiday.png", "not a photo"),
        (pictures.jpeg(800, 600)[:-900], "cut.jpg", "damaged"),
        (pictures.bomb_png(), "bomb.png", "pixels"),
        (pictures.jpeg() + b"\0" * 1024 * 1024, "large.jpg", "larger than 1 MB"),
        (b"", "empty.jpg", "empty"),
    ],
)
def test_form_refuses_with_a_sentence_beside_the_field(settings, content, name, sentence):
    settings.PHOTO_MAX_BYTES = 1024 * 1024
    form = OnePhoto({}, {"photo": pictures.upload(content, name)})

    assert sentence in form.errors["photo"][0]


def test_phone_in_wechat_may_choose_camera_or_album():
    field = str(OnePhoto()["photo"])

    assert 'accept="image/*"' in field
    assert "capture" not in field
    assert "multiple" not in field


def test_photo_checked_by_the_form_is_not_decoded_again(db, monkeypatch):
    form = OnePhoto({}, {"photo": pictures.upload(pictures.jpeg())})
    assert form.is_valid()
    monkeypatch.setattr("photos.reading.opened", None)

    assert actions.take_in(file=form.cleaned_data["photo"]).state == "waiting"


def test_endless_upload_is_counted_but_not_kept(settings):
    settings.UPLOAD_MAX_BYTES = 1000
    handler = BoundedFileUploadHandler()
    handler.new_file("photo", "endless.jpg", "image/jpeg", None)
    for start in range(0, 50_000, 500):
        handler.receive_data_chunk(b"x" * 500, start)
    file = handler.file_complete(50_000)

    assert file.size == 50_000
    assert len(file.read()) == 1000
    file.close()


# --- the files


@pytest.mark.parametrize("size", list(Size))
def test_public_size_is_served_for_a_year(client, ready, size):
    response = client.get(ready.url(size))

    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"RIFF")


def test_originals_cannot_be_reached(client, ready):
    name = ready.original.name
    for path in (name, f"photos/{name}", f"photos/../../private/{name}", f"photos/..%2F..%2Fprivate/{name}"):
        assert client.get(f"/media/{path}").status_code == 404, path


def test_photo_that_waits_has_no_public_file(client, waiting):
    assert client.get(waiting.url(Size.SMALL)).status_code == 404


def test_only_reading_is_possible(client, ready):
    assert client.post(ready.small).status_code == 405


def test_a_proxy_may_serve_instead(client, ready, settings):
    settings.SERVE_MEDIA = False

    assert client.get(ready.small).status_code == 404


def test_address_is_the_one_that_photos_say(ready):
    path = ready.path(Size.SMALL).removeprefix("photos/")

    assert reverse("photo_file", args=[path]) == ready.small


# --- the component


def test_ready_photo_says_its_size_and_what_it_shows(ready):
    html = render_to_string("components/picture.html", {"photo": ready})

    for part in ('width="1200"', 'height="600"', 'loading="lazy"', 'alt="Two colours"', "320w", "1200w", ready.medium):
        assert part in html


def test_waiting_photo_is_a_calm_placeholder(waiting):
    html = render_to_string("components/picture.html", {"photo": waiting})

    assert "photo-waiting.svg" in html
    assert "This photo is being prepared." in html
    assert "webp" not in html
