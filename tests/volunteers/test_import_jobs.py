"""Large tables of people: looked at and taken in by a worker, once, and nothing of them is left lying in clear."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.actions import DocumentTaken
from accounts.models import Identity, User
from office import tasks
from office.actions import imports
from office.admin.background import Progress, run_import
from office.models import Message, TableImport
from tests.volunteers.conftest import aged, text_of
from tests.volunteers.test_registry_desk import resident_id_of, row, workbook
from volunteers.actions import registry
from volunteers.models import Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/en/admin/volunteers/volunteer/"


@pytest.fixture(autouse=True)
def _large(notice, monkeypatch):
    monkeypatch.setattr("office.admin.tables.BACKGROUND_FROM", 100)


@pytest.fixture
def clerk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def rows(yangshe):
    return [row(1, skills=""), row(2, skills="", name="沈阿婆")]


def upload(client, rows) -> TableImport:
    response = client.post(f"{LIST}import/", {"file": SimpleUploadedFile("people.xlsx", workbook(rows))})
    job = TableImport.objects.latest("pk")
    assert response.status_code == 302
    assert response.url == page_of(job)
    return job


def page_of(job: TableImport) -> str:
    return f"{LIST}import/{job.pk}/"


def looked_at(client, rows) -> TableImport:
    job = upload(client, rows)
    tasks.run_import(job.pk)
    job.refresh_from_db()
    return job


def state_of(job: TableImport) -> str:
    return TableImport.objects.get(pk=job.pk).state


def test_a_worker_looks_and_after_the_word_takes_it_in(clerk, editor, rows):
    job = upload(clerk, rows)
    waiting = clerk.get(page_of(job))
    assert waiting["Refresh"] == "3"
    assert "waits for its turn" in text_of(waiting)
    tasks.run_import(job.pk)
    shown = clerk.get(page_of(job))
    assert "Refresh" not in shown
    assert "2 new, 0 changed, 0 as before" in text_of(shown)
    assert "顾*奶" in text_of(shown)
    assert not Volunteer.objects.exists()
    for _click in range(2):
        assert clerk.post(page_of(job)).status_code == 302
    assert state_of(job) == "taking"
    tasks.run_import(job.pk)
    tasks.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows, job.new, job.content) == ("taken", 2, 2, None)
    assert set(Volunteer.objects.values_list("entered_by", flat=True)) == {editor.pk}
    assert Volunteer.objects.count() == 2
    assert Message.objects.get(user=editor).url == page_of(job)
    assert "Imported: 2 new" in text_of(clerk.get(page_of(job)))
    assert page_of(job) in clerk.get(f"{LIST}import/").content.decode()
    clerk.post(page_of(job))
    assert state_of(job) == "taken"


def test_three_bad_rows_in_ten_thousand(clerk, volunteer, monkeypatch):
    number = aged(40)
    Identity.objects.filter(user=volunteer.user).delete()
    Identity.objects.create(
        user=volunteer.user, name="王志愿", document_type="resident_id", document=number, birth_date="1986-01-01"
    )
    rows = [row(serial, skills="") for serial in range(10_000)]
    good = rows[5000]["document"]
    rows[16]["document"] = rows[16]["document"][:-1] + ("0" if rows[16]["document"][-1] != "0" else "1")
    rows[5000]["birth_date"] = "1999-09-09"
    rows[9999]["document"] = number
    job = looked_at(clerk, rows)
    assert (job.state, job.wrong, job.rows, job.content) == ("wrong", 3, 10_000, None)
    named = job.findings()["problems"]
    assert [line for line, _column, _sentence in named] == [18, 5002, 10_001]
    for (_line, _column, sentence), words in zip(
        named, ("typing mistake", "not the birth date", "cannot be registered"), strict=True
    ):
        assert words in sentence
    assert Progress.of(job.pk) == (10_000, 10_000, 0)
    assert "There are 3 mistakes in the file" in text_of(clerk.get(page_of(job)))
    assert Volunteer.objects.count() == 1
    assert not Identity.objects.with_document("resident_id", good).exists()


def test_its_page_is_its_owners(clerk, client, rows, second_reviewer, auditor, volunteer):
    job = looked_at(clerk, rows)
    client.force_login(second_reviewer)
    assert client.get(page_of(job)).status_code == 404
    assert client.post(page_of(job)).status_code == 404
    client.force_login(auditor)
    assert client.get(page_of(job)).status_code == 403
    client.logout()
    assert client.get(page_of(job)).status_code == 302
    assert state_of(job) == "shown"


def test_it_is_no_page_of_another_register(clerk, rows):
    job = looked_at(clerk, rows)
    assert clerk.get(f"/en/admin/volunteers/servicerecord/import/{job.pk}/").status_code == 404


def test_nothing_of_the_file_lies_in_clear(clerk, rows, monkeypatch):
    job = upload(clerk, rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM office_tableimport WHERE id = %s", [job.pk])
        [sealed] = cursor.fetchone()
    assert sealed.startswith("v1:")
    assert job.file().startswith(b"PK")
    tasks.run_import(job.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM office_tableimport WHERE id = %s", [job.pk])
        assert cursor.fetchone()[0].startswith("v1:")
    monkeypatch.setattr("office.admin.tables.BACKGROUND_FROM", 10**6)
    kept = {}
    monkeypatch.setattr(cache, "set", lambda key, value, *_time: kept.update({key: value}))
    clerk.post(f"{LIST}import/", {"file": SimpleUploadedFile("people.xlsx", workbook(rows))})
    [sealed] = [value for key, value in kept.items() if key.startswith("import:")]
    assert repr(sealed) == "<Sealed import_file>"
    assert resident_id_of(1) not in str(sealed.__reduce__())


def test_killed_in_the_middle_it_begins_again(clerk, rows, monkeypatch):
    job = looked_at(clerk, rows)
    imports.give_word(job=job)

    def dies(**values):
        registry.enter_people(**values)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("volunteers.resources.enter_people", dies)
        with pytest.raises(SystemExit):
            tasks.run_import(job.pk)
    assert (state_of(job), Volunteer.objects.count()) == ("taking", 0)
    TableImport.objects.update(moved_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_imports()
    assert (state_of(job), Volunteer.objects.count()) == ("taken", 2)


def test_the_page_says_how_many_are_written(clerk, rows, monkeypatch):
    monkeypatch.setattr("volunteers.actions.registry.BATCH", 1)
    job = looked_at(clerk, rows)
    imports.give_word(job=job)
    seen = []

    class Watched(Progress):
        def mark_written(self, number):
            super().mark_written(number)
            seen.append(text_of(clerk.get(page_of(job))))

    monkeypatch.setattr("office.admin.background.Progress", Watched)
    run_import(job.pk)
    assert [f"{number} of 2 are written" in page for number, page in enumerate(seen, 1)] == [True, True]
    assert 'value="1"' in seen[0]
    assert state_of(job) == "taken"


def test_what_kills_its_worker_is_given_up(clerk, rows):
    job = looked_at(clerk, rows)
    imports.give_word(job=job)
    for _attempt in range(imports.MAX_ATTEMPTS):
        assert imports.begin(pk=job.pk)
    tasks.run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.content) == ("failed", None)
    assert not Volunteer.objects.exists()
    assert "interrupted each time" in text_of(clerk.get(page_of(job)))


def test_two_files_with_the_same_people(clerk, rows):
    first, second = looked_at(clerk, rows), looked_at(clerk, rows)
    for job in (first, second):
        imports.give_word(job=job)
        run_import(job.pk)
    assert (state_of(first), state_of(second)) == ("taken", "wrong")
    assert Volunteer.objects.count() == 2
    assert "cannot be registered" in text_of(clerk.get(page_of(second)))


def test_somebody_registers_while_it_is_taken_in(clerk, rows, monkeypatch):
    job = looked_at(clerk, rows)
    imports.give_word(job=job)

    def late(**values):
        raise DocumentTaken

    monkeypatch.setattr("volunteers.resources.enter_people", late)
    run_import(job.pk)
    assert state_of(job) == "wrong"
    assert "cannot be registered" in text_of(clerk.get(page_of(job)))


def test_an_unreadable_file_and_a_closed_account(clerk, editor, rows):
    broken = looked_at(clerk, [{"nothing": "x" * 50, "of": "y" * 60} for _row in range(9)])
    assert broken.state == "wrong"
    job = looked_at(clerk, rows)
    imports.give_word(job=job)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    run_import(job.pk)
    assert state_of(job) == "wrong"
    assert not Volunteer.objects.exists()


def test_what_nobody_gave_the_word_for_is_put_away(clerk, rows):
    job = looked_at(clerk, rows)
    assert imports.sweep(now=timezone.now()) == []
    assert imports.sweep(now=timezone.now() + imports.SHOWN_FOR + timedelta(minutes=1)) == []
    job.refresh_from_db()
    assert (job.state, job.content, job.told) == ("expired", None, None)
    assert imports.give_word(job=job).state == "expired"
    assert "put away" in text_of(clerk.get(page_of(job)))


def test_what_was_found_is_forgotten_in_time(clerk, rows):
    job = looked_at(clerk, [row(1, skills="flying"), *rows[1:]])
    assert "not known" in text_of(clerk.get(page_of(job)))
    imports.sweep(now=timezone.now() + imports.TOLD_FOR + timedelta(days=1))
    job.refresh_from_db()
    assert (job.state, job.told) == ("wrong", None)
    assert clerk.get(page_of(job)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_it_in_once(clerk, rows):
    job = looked_at(clerk, rows)
    imports.give_word(job=job)
    gate = Barrier(2)

    def work():
        try:
            gate.wait(timeout=20)
            run_import(job.pk)
        finally:
            connection.close()

    workers = [Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert (state_of(job), Volunteer.objects.count()) == ("taken", 2)
