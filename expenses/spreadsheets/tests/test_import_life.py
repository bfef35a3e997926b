"""Imports in the background: progress, workers that die, files that nobody fetches."""

import datetime
import threading

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from expenses.models import Expense, PreviewPage, SpreadsheetImport
from expenses.spreadsheets import applying, checking, importing
from expenses.spreadsheets.expiry import expire
from expenses.spreadsheets.tests.files import csv_of, upload_of

NEW = reverse("expenses:import-create")
GOOD = [(f"2026-03-{day:02}", f"Coffee {day}", "3.20") for day in range(1, 11)]
WRONG = ("soon", "Cake", "abc")
Status = SpreadsheetImport.Status


@pytest.fixture
def in_background(monkeypatch):
    """Leave every file, however small, to the worker."""
    monkeypatch.setattr(importing, "SMALL_BYTES", 0)


def receive(owner, *rows):
    return importing.receive(csv_of(*rows), "x.csv", owner=owner, actor=owner)


def count_of(user):
    return Expense.objects.for_user(user).count()


def later(time_machine, **span):
    now = datetime.datetime.fromisoformat("2026-03-14T12:00:00+00:00")
    time_machine.move_to(now + datetime.timedelta(**span), tick=False)


def test_large_file_is_checked_and_imported_by_the_worker(alice, alice_client, worker, in_background, today):
    alice_client.post(NEW, {"file": upload_of(csv_of(*GOOD, WRONG))})
    source = SpreadsheetImport.objects.for_user(alice).get()
    url = source.get_absolute_url()

    waiting = alice_client.get(url).content.decode()
    worker()
    checked = alice_client.get(url, headers={"HX-Request": "true"}).content.decode()
    alice_client.post(f"{url}apply/", {"leave_out": "1"})
    applying_page = alice_client.get(url).content.decode()
    before = count_of(alice)
    worker()
    applied = alice_client.get(url, headers={"HX-Request": "true"}).content.decode()

    for page in (waiting, applying_page):
        assert f'hx-get="{url}"' in page
        assert "<progress" in page
    for page in (checked, applied):
        assert "hx-get" not in page
        assert "<html" not in page
    assert "Import 10 rows, leave out 1 wrong" in checked
    assert "10 expenses added" in applied
    assert (before, count_of(alice)) == (0, 10)


def test_progress_is_written_batch_by_batch(alice, monkeypatch, today):
    monkeypatch.setattr("expenses.spreadsheets.examining.BATCH_ROWS", 4)
    seen = []
    write = checking._Check.write

    def note(self, pages, **changes):
        write(self, pages, **changes)
        seen.append(SpreadsheetImport.objects.for_user(alice).values_list("rows_checked", "rows_expected").get())

    monkeypatch.setattr(checking._Check, "write", note)

    receive(alice, *GOOD)

    assert seen == [(0, 11), (4, 11), (8, 11), (10, 11), (10, 11)]


def test_refused_file_says_why_on_its_page(alice, alice_client, worker, in_background, today):
    alice_client.post(NEW, {"file": upload_of(b"date,description,wallet\n2026-01-01,Tea,Cash\n")})
    worker()
    source = SpreadsheetImport.objects.for_user(alice).get()

    page = alice_client.get(source.get_absolute_url()).content.decode()

    assert (source.status, source.content) == ("refused", None)
    assert "Rename the columns, or start from the template." in page


def test_check_that_is_cancelled_in_the_middle_stops(alice, monkeypatch, today):
    monkeypatch.setattr("expenses.spreadsheets.examining.BATCH_ROWS", 4)
    hear = checking._Check.hear

    def cancel_then_hear(self, findings, names):
        importing.cancel(self.source)
        hear(self, findings, names)

    monkeypatch.setattr(checking._Check, "hear", cancel_then_hear)

    source = receive(alice, *GOOD)

    assert (source.status, source.rows_checked) == ("cancelled", 0)
    assert not PreviewPage.objects.for_user(alice).exists()


# Workers that die: their transaction is rolled back by the database, their claim grows old.


class Killed(BaseException):
    """The worker's process is gone: nothing after this point runs."""


def test_import_killed_in_the_middle_leaves_nothing_and_can_be_started_again(alice, monkeypatch, time_machine):
    later(time_machine)
    source = receive(alice, *GOOD)
    write = applying._write

    def write_then_die(source):
        write(source)
        raise Killed

    monkeypatch.setattr(applying, "_write", write_then_die)
    with pytest.raises(Killed):
        importing.start_import(source)
    monkeypatch.setattr(applying, "_write", write)
    killed = importing.load(source.pk, alice)
    rows_then = count_of(alice)

    too_early = importing.take_over(killed)
    later(time_machine, minutes=3)
    taken = importing.take_over(killed)

    assert (killed.status, rows_then, too_early, taken) == ("applying", 0, False, True)
    assert (importing.load(source.pk, alice).status, count_of(alice)) == ("applied", 10)


def test_check_killed_in_the_middle_can_be_started_again_and_shows_each_row_once(alice, monkeypatch, time_machine):
    later(time_machine)
    monkeypatch.setattr("expenses.spreadsheets.examining.BATCH_ROWS", 4)
    monkeypatch.setattr("expenses.spreadsheets.preview.PAGE_ROWS", 2)
    hear = checking._Check.hear

    def hear_then_die(self, findings, names):
        hear(self, findings, names)
        raise Killed

    monkeypatch.setattr(checking._Check, "hear", hear_then_die)
    with pytest.raises(Killed):
        receive(alice, *GOOD)
    monkeypatch.setattr(checking._Check, "hear", hear)
    source = SpreadsheetImport.objects.for_user(alice).get()
    pages_then = PreviewPage.objects.for_user(alice).count()

    later(time_machine, minutes=3)
    importing.take_over(source)

    pages = PreviewPage.objects.for_user(alice).order_by("number")
    assert pages_then == 2
    assert [row[0] for page in pages for row in page.rows] == list(range(2, 12))


def test_worker_that_was_overtaken_does_nothing(alice, time_machine):
    later(time_machine)
    source = receive(alice, *GOOD)
    row = SpreadsheetImport.objects.for_user(alice).filter(pk=source.pk)
    row.claim(Status.APPLYING, among=(Status.CHECKED,), now=datetime.datetime.now(datetime.UTC))
    slow = row.get().attempt
    later(time_machine, minutes=3)
    importing.take_over(row.get())

    applying.apply(source.pk, owner_id=alice.pk, attempt=slow)
    checking.check(source.pk, owner_id=alice.pk, attempt=slow)

    assert (row.get().status, count_of(alice)) == ("applied", 10)


def test_page_of_a_stale_import_offers_to_start_again(alice, alice_client, in_background, worker, time_machine):
    later(time_machine)
    alice_client.post(NEW, {"file": upload_of(csv_of(*GOOD))})
    source = SpreadsheetImport.objects.for_user(alice).get()
    url = source.get_absolute_url()

    fresh = alice_client.get(url).content.decode()
    later(time_machine, minutes=3)
    stale = alice_client.get(url).content.decode()
    alice_client.post(f"{url}retry/")
    worker()

    assert ("Start again" in fresh, "Start again" in stale) == (False, True)
    source.refresh_from_db()
    assert (source.status, source.attempt) == ("checked", 2)


def test_failure_of_ours_is_said_and_can_be_tried_again(alice, alice_client, monkeypatch, today):
    source = receive(alice, *GOOD)
    alice_client.raise_request_exception = False
    write = applying._write

    def fail(source):
        write(source)
        raise DatabaseError("no room on the device")

    monkeypatch.setattr(applying, "_write", fail)
    answer = alice_client.post(reverse("expenses:import-apply", args=[source.pk]))
    rows_then = count_of(alice)
    monkeypatch.setattr(applying, "_write", write)
    page = alice_client.get(source.get_absolute_url()).content.decode()
    alice_client.post(reverse("expenses:import-retry", args=[source.pk]))
    alice_client.post(reverse("expenses:import-apply", args=[source.pk]))

    assert (answer.status_code, rows_then) == (500, 0)
    assert "Something went wrong on our side, and nothing was written. Try again." in page
    assert count_of(alice) == 10


# Two at once


def run_at_once(*deeds):
    """Run each deed in a thread of its own; raise what any of them raises."""
    failures = []
    start = threading.Barrier(len(deeds))

    def run(deed):
        try:
            start.wait(10)
            deed()
        except Exception as error:  # noqa: BLE001  told to the test below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_import_once(alice):
    source = receive(alice, *GOOD)

    run_at_once(*[lambda: importing.start_import(source)] * 3)

    assert (importing.load(source.pk, alice).status, count_of(alice)) == ("applied", 10)


@pytest.mark.django_db(transaction=True)
def test_same_file_imported_twice_at_once_is_added_once(alice):
    sources = [receive(alice, *GOOD) for _ in range(2)]

    run_at_once(*[lambda source=source: importing.start_import(source) for source in sources])

    found = SpreadsheetImport.objects.for_user(alice).values_list("status", "new_count", "unchanged_count")
    assert sorted(found) == [("applied", 0, 10), ("applied", 10, 0)]
    assert count_of(alice) == 10


# Files that nobody fetches


@pytest.mark.parametrize(("hours", "status"), [(23, "checked"), (25, "expired")])
def test_file_that_nobody_imports_is_dropped_after_a_day(alice, time_machine, hours, status):
    later(time_machine)
    source = receive(alice, *GOOD)

    later(time_machine, hours=hours)
    expire(source.pk, owner_id=alice.pk)

    source.refresh_from_db()
    is_dropped = status == "expired"
    assert (source.status, source.content is None) == (status, is_dropped)
    assert PreviewPage.objects.for_user(alice).exists() is not is_dropped


def test_file_that_was_imported_does_not_expire(alice, time_machine):
    later(time_machine)
    source = receive(alice, *GOOD)
    importing.start_import(source)

    later(time_machine, hours=25)
    expire(source.pk, owner_id=alice.pk)

    assert importing.load(source.pk, alice).status == "applied"


def test_worker_drops_the_file_when_its_time_has_come(alice, worker, time_machine):
    later(time_machine)
    source = receive(alice, *GOOD)

    worker()
    still = importing.load(source.pk, alice).status
    later(time_machine, hours=25)
    worker()

    assert (still, importing.load(source.pk, alice).status) == ("checked", "expired")


def test_person_with_imports_can_be_deleted(alice, staff_queries, today):
    receive(alice, *GOOD, WRONG)

    with staff_queries():
        alice.delete()

    with staff_queries():
        assert not SpreadsheetImport.objects.exists()
        assert not PreviewPage.objects.exists()
