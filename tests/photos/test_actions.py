import hashlib
import logging
import threading
import time
from datetime import timedelta
from io import BytesIO

import pytest
from celery import Celery, current_app
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image

from photos import actions, tasks
from photos.actions import PhotoRefused
from photos.models import Photo, Size
from tests.photos import pictures


@pytest.fixture
def photo(db):
    return actions.take_in(file=BytesIO(pictures.telltale_jpeg()), alt="两色")


@pytest.fixture
def broken(photo):
    """Passed the door, and then its file was damaged."""
    with storages["private"].open(photo.original.name, "wb") as file:
        file.write(pictures.jpeg(800, 600)[:-900])
    return photo


def stored(photo: Photo, size: Size) -> bytes:
    with storages["default"].open(photo.path(size)) as file:
        return file.read()


def test_photo_waits_with_its_original_kept_privately(photo, resident):
    assert photo.state == "waiting"
    with photo.original.open() as original:
        content = original.read()
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert Image.open(BytesIO(content)).tobytes() == Image.open(BytesIO(pictures.telltale_jpeg())).tobytes()
    assert not storages["default"].exists(photo.original.name)


def test_refused_photo_leaves_nothing(db, settings, tmp_path):
    with pytest.raises(PhotoRefused):
        actions.take_in(file=pictures.upload(b"<html>", "trip.png", "image/png"))

    assert not Photo.objects.exists()
    assert not (tmp_path / "private").exists()


def test_name_of_the_file_is_never_used(db):
    photo = actions.take_in(file=pictures.upload(pictures.jpeg(), "../../\x00etc/passwd\r\n.png"))

    assert photo.original.name == f"originals/{photo.pk.hex[:2]}/{photo.pk.hex}"


def test_same_photo_sent_twice_is_fine(resident):
    first, second = (actions.take_in(file=BytesIO(pictures.jpeg()), uploaded_by=resident) for _ in range(2))

    assert first.sha256 == second.sha256
    assert first.original.name != second.original.name


def test_ready_photo_has_three_clean_sizes(photo):
    actions.process(photo=photo)

    assert (photo.state, photo.width, photo.height) == ("ready", 40, 80)
    for size in Size:
        content = stored(photo, size)
        assert b"elltale" not in content
        assert not any(mark in content for mark in (b"EXIF", b"XMP ", b"ICCP"))
        assert Image.open(BytesIO(content)).format == "WEBP"


def test_sizes_are_never_larger_than_the_photo(db):
    photo = actions.take_in(file=BytesIO(pictures.jpeg(1200, 600)))
    actions.process(photo=photo)

    measured = [Image.open(BytesIO(stored(photo, size))).size for size in Size]
    assert measured == [(320, 160), (960, 480), (1200, 600)]
    assert [entry.split()[1] for entry in photo.srcset.split(", ")] == ["320w", "960w", "1200w"]


def test_processing_twice_changes_nothing(photo):
    actions.process(photo=photo)
    before = Photo.objects.values().get()
    tasks.process_photo(str(photo.pk))

    assert Photo.objects.values().get() == before


def test_killed_halfway_starts_again(photo, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(actions, "_webp", lambda picture: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            actions.process(photo=photo)
    storages["default"].save(photo.path(Size.LARGE), BytesIO(b"half a file"))
    actions.process(photo=photo)

    assert photo.is_ready
    assert Image.open(BytesIO(stored(photo, Size.LARGE))).size == (40, 80)


def test_unreadable_photo_is_given_up_after_three_attempts(broken, caplog):
    for _ in range(5):
        tasks.process_photo(str(broken.pk))
    broken.refresh_from_db()

    assert (broken.state, broken.attempts) == ("failed", 3)
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_photo_that_kills_its_worker_is_given_up(photo):
    Photo.objects.update(attempts=actions.MAX_ATTEMPTS)
    tasks.process_photo(str(photo.pk))
    photo.refresh_from_db()

    assert photo.state == "failed"


def test_full_disk_does_not_count_against_the_photo(photo, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "_store_sizes", full)
    with pytest.raises(OSError, match="No space"):
        actions.process(photo=photo)
    photo.refresh_from_db()

    assert (photo.state, photo.attempts) == ("waiting", 0)


def test_sweep_finds_what_its_task_forgot(photo):
    tasks.process_waiting()
    assert Photo.objects.waiting().exists()  # its own task may still be under way

    Photo.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    tasks.process_waiting()
    assert Photo.objects.ready().exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_photo_once(monkeypatch):
    photo = actions.take_in(file=BytesIO(pictures.jpeg()))
    made = []
    slow = actions._store_sizes

    def counted(*args):
        made.append(1)
        time.sleep(0.5)
        slow(*args)

    monkeypatch.setattr(actions, "_store_sizes", counted)
    workers = [threading.Thread(target=_process_elsewhere, args=[photo.pk]) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    photo.refresh_from_db()

    assert (photo.state, len(made)) == ("ready", 1)


@pytest.mark.django_db(transaction=True)
def test_task_is_queued_when_the_transaction_has_committed(monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **options: sent.append((name, args)))
    with transaction.atomic():
        photo = actions.take_in(file=BytesIO(pictures.jpeg()))
        assert sent == []

    assert sent == [("photos.tasks.process_photo", [str(photo.pk)])]
    assert sent[0][0] in current_app.tasks


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere/redis.sock"])
def test_dead_broker_neither_loses_nor_delays_a_photo(broker, monkeypatch, caplog):
    monkeypatch.setattr(actions, "current_app", app_with(broker))
    began = time.monotonic()
    photo = actions.take_in(file=BytesIO(pictures.jpeg()))

    assert time.monotonic() - began < 5
    assert Photo.objects.waiting().get() == photo
    assert "the broker is away" in caplog.text


def test_originals_are_forgotten_after_180_days(photo):
    actions.process(photo=photo)
    name = photo.original.name
    soon, late = (photo.created_at + timedelta(days=days) for days in (179, 181))

    assert actions.forget_originals(now=soon) == 0
    assert actions.forget_originals(now=late) == 1
    assert actions.forget_originals(now=late) == 0
    assert not storages["private"].exists(name)
    assert stored(photo, Size.SMALL)


def test_original_that_still_waits_is_not_forgotten(photo):
    assert actions.forget_originals(now=photo.created_at + timedelta(days=400)) == 0
    assert storages["private"].exists(photo.original.name)


def test_original_without_a_row_is_swept_after_a_day(photo):
    orphan = storages["private"].save("originals/ab/abcd", BytesIO(b"rolled back"))
    now = timezone.now()

    assert actions.sweep_orphans(now=now + timedelta(hours=1)) == 0
    assert actions.sweep_orphans(now=now + timedelta(days=2)) == 1
    assert not storages["private"].exists(orphan)
    assert storages["private"].exists(photo.original.name)


def _process_elsewhere(pk):
    try:
        actions.process(photo=Photo.objects.get(pk=pk))
    finally:
        connection.close()


def app_with(broker: str):
    app = Celery("elsewhere", broker=broker, set_as_current=False)
    app.conf.broker_transport_options = current_app.conf.broker_transport_options
    return app
