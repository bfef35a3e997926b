"""Large files, which are read in the background."""

import datetime

import pytest
from django.utils import timezone

from expenses.imports import reading_later, steps
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.shown import progress_of
from expenses.imports.tests.files import bring, csv, import_whole, latest, match, ofx, step
from expenses.models import SpreadsheetImport

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr("expenses.imports.arrival.LARGE_BYTES", 1)


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def two_accounts():
    """Return one file with the statements of two accounts."""
    one, other = ofx(account="DE1").decode(), ofx(account="DE2").decode()
    head, _, tail = one.partition("</BANKMSGSRSV1>")
    return f"{head}{other.partition('<BANKMSGSRSV1>')[2].partition('</BANKMSGSRSV1>')[0]}</BANKMSGSRSV1>{tail}".encode()


def test_a_large_file_is_read_after_the_page_has_answered(alice_client, bob_client, wallet, worker):
    answer = bring(alice_client, ofx())
    source = latest()
    page = alice_client.get(source.get_absolute_url()).content.decode()
    strangers = bob_client.get(source.get_absolute_url())
    worker()
    part = alice_client.get(source.get_absolute_url(), headers=HTMX).content.decode()

    assert (answer.url, source.status) == (source.get_absolute_url(), "reading")
    assert ("Reading the file" in page, "hx-trigger" in page) == (True, True)
    assert strangers.status_code == 404
    read = latest()
    assert (read.pk, read.status, read.format, read.account, read.rows_expected) == (
        source.pk,
        "matching",
        "ofx",
        "DE1",
        3,
    )
    assert "Reading the file" not in part

    match(alice_client, read, wallet=wallet.pk)
    step(alice_client, "apply", read)

    assert (latest().status, latest().written_count) == ("applied", 3)


def test_each_account_of_a_large_file_becomes_a_statement(alice, alice_client, wallet, worker):
    bring(alice_client, two_accounts())

    worker()

    rows = StatementImport.objects.for_user(alice).order_by("pk").values_list("account", "part", "status")
    assert list(rows) == [("DE1", 0, "matching"), ("DE2", 0, "matching")]


def test_a_known_account_needs_no_question(alice_client, wallet, worker, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("expenses.imports.arrival.LARGE_BYTES", 1 << 20)
        import_whole(alice_client, ofx(), wallet)
    bring(alice_client, ofx((("20260401", "-9.00", "Market", "B1"),)))

    worker()

    assert (latest().status, latest().wallet_id, latest().rows_checked) == ("checked", wallet.pk, 1)


def test_what_cannot_be_read_says_why_and_is_not_kept(alice, alice_client, worker):
    bring(alice_client, b"Dear bank, please send me my statement.\n", kind="statement")

    worker()

    source = latest()
    page = alice_client.get(source.get_absolute_url()).content.decode()
    assert (source.status, source.content) == ("refused", None)
    assert "No row of this table has a date and an amount." in page
    assert "Choose a file" in page


def test_a_mistake_of_ours_is_said_and_raised(alice, alice_client, worker, monkeypatch):
    bring(alice_client, ofx())
    source = latest()
    monkeypatch.setattr(reading_later, "parts_of", lambda content: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        reading_later.read(source.pk, owner_id=alice.pk, attempt=source.attempt)

    assert (latest().status, latest().problem) == ("refused", reading_later.FAILED)


def test_a_file_whose_worker_is_gone_is_read_again(alice, alice_client, worker):
    bring(alice_client, ofx())
    source = latest()
    long_ago = timezone.now() - 2 * steps.STALE_AFTER
    StatementImport.objects.for_user(alice).update(claimed_at=long_ago)
    page = alice_client.get(source.get_absolute_url()).content.decode()

    step(alice_client, "retry", source)
    reading_later.read(source.pk, owner_id=alice.pk, attempt=source.attempt)
    overtaken = latest().status
    worker()

    assert "Start again" in page
    assert (overtaken, latest().status) == ("reading", "matching")
    assert StatementImport.objects.for_user(alice).count() == 1


def test_a_file_that_is_being_read_can_be_cancelled(alice, alice_client, worker):
    bring(alice_client, ofx())

    step(alice_client, "cancel", latest())
    worker()

    assert (latest().status, latest().content) == ("cancelled", None)
    assert StatementEntry.objects.for_user(alice).count() == 0


def test_a_large_spreadsheet_of_ours_is_none_to_be_matched(alice, alice_client, worker):
    bring(alice_client, b"date,description,amount\n2026-03-02,Coffee,3.20\n", "mine.csv", kind="expense")

    assert StatementImport.objects.for_user(alice).count() == 0
    assert SpreadsheetImport.objects.for_user(alice).get().new_count == 1


def test_no_more_wait_than_may(alice, alice_client, worker, monkeypatch):
    monkeypatch.setattr(steps, "MOST_OPEN", 1)
    bring(alice_client, csv(), "one.csv")

    page = bring(alice_client, csv(), "two.csv").content.decode()
    worker()

    assert "No more than 1 statements wait at once." in page
    assert [each.status for each in StatementImport.objects.for_user(alice)] == ["matching"]


RECKONED = [
    ("reading", 4, (10_000_000, 40_000_000, "About 10 of 40 MB")),
    ("reading", 60, (38_000_000, 40_000_000, "About 38 of 40 MB")),
    ("checking", 60, (500, 2_000, "500 of 2,000 rows")),
    ("applying", 60, (475, 500, "About 475 of 500 rows")),
]


@pytest.mark.parametrize(("status", "seconds", "expected"), RECKONED)
def test_each_step_says_how_far_it_is(alice, status, seconds, expected, monkeypatch):
    alice.locale = "en_IE"
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    taken_on = now - datetime.timedelta(seconds=seconds)
    source = StatementImport(
        owner=alice, status=status, size_bytes=40_000_000, rows_checked=500, rows_expected=2_000, claimed_at=taken_on
    )

    progress = progress_of(source, alice)

    assert progress == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bytes(range(256)) * 16, "This is no bank statement."),
        (b"%PDF-1.7\n" + b"obj " * 999, "This is a PDF"),
        (b"\xff\xd8\xff" + bytes(range(256)) * 16, "This is a picture."),
    ],
    ids=["anything", "pdf", "photo"],
)
def test_what_is_no_text_is_refused_at_once(alice, alice_client, content, sentence):
    response = bring(alice_client, content)

    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not StatementImport.objects.for_user(alice).exists()
