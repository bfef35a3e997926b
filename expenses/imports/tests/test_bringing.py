"""Files as they are brought: several at once, and those that are no statement."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from zeal import zeal_ignore

from expenses.imports import steps
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.tests.files import BOOKINGS, bring, csv, import_whole, latest, match, ofx, step

LIST, NEW = reverse("expenses:import-list"), reverse("expenses:import-create")


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def bring_all(client, *files, **fields):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(NEW, {"file": uploads, **fields}, follow=True)


def locked_zip():
    """Return a ZIP whose one file says that it is encrypted."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("march.csv", csv())
    content = bytearray(packed.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


LOCKED_SHEET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
HALF_ZIP = locked_zip()[:60]
NO_STATEMENT = {
    "pdf": (b"%PDF-1.7\n/Encrypt 5 0 R", "This is a PDF, which is made to be printed."),
    "empty": (b"", "This file is empty."),
    "blank": (b" \n\n", "This file is empty."),
    "locked sheet": (LOCKED_SHEET, "This file is protected with a password. Save a copy without it"),
    "locked zip": (locked_zip(), "This ZIP is locked with a password. Unpack it, and bring the files."),
    "half a zip": (HALF_ZIP, "This ZIP is damaged. Download it again."),
    "half an ofx": (
        ofx().split(b"<STMTTRN>")[0],
        "The file ends before its last line, so rows may be missing.",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n", "This is a picture. Download the statement as CSV, OFX or CAMT"),
    "prose": (b"Dear bank, please send me my statement.\n", "No row of this table has a date and an amount."),
}


@pytest.mark.parametrize(("content", "sentence"), NO_STATEMENT.values(), ids=NO_STATEMENT)
def test_what_is_no_statement_is_refused_with_what_to_do(alice, alice_client, content, sentence):
    response = bring(alice_client, content, kind="statement")

    (said,) = response.context["form"].errors["file"]
    assert sentence in said
    assert said in response.content.decode().replace("&#x27;", "'")
    assert StatementImport.objects.for_user(alice).count() == 0


def test_a_file_that_is_too_large_is_refused(alice, alice_client, settings):
    settings.UPLOAD_LIMIT_MB = 1

    alone = bring(alice_client, b"x" * (1 << 20) + b"x")

    assert alone.status_code == 413
    assert "What is sent at once may have up to 1 MB." in alone.content.decode()
    assert StatementImport.objects.for_user(alice).count() == 0


def test_a_statement_cut_in_half_brings_the_rows_that_are_whole(alice_client, wallet):
    whole = ofx()

    bring(alice_client, whole[: whole.rindex(b"<TRNAMT>")])
    match(alice_client, latest(), wallet=wallet.pk)

    page = alice_client.get(latest().get_absolute_url()).content.decode()
    assert "Import 2 rows" in page
    assert latest().wrong_count == 2  # the row that is cut, and the end that is missing


def test_each_of_several_files_is_an_import_of_its_own_and_a_bad_one_stops_none(alice, alice_client):
    files = (("one.ofx", ofx()), ("scan.pdf", b"%PDF-1.7"), ("nothing.csv", b""), ("two.csv", csv()))

    response = bring_all(alice_client, *files)

    assert response.redirect_chain == [(LIST, 302)]
    assert [source.file_name for source in StatementImport.objects.for_user(alice)] == ["two.csv", "one.ofx"]
    said = [str(message) for message in response.context["messages"]]
    assert [sentence.split(". ")[0] for sentence in said] == [
        "Not taken in: scan.pdf: This is a PDF, which is made to be printed",
        "Not taken in: nothing.csv: This file is empty",
    ]
    assert "Say which wallet it belongs to" in response.content.decode()


def test_several_files_of_which_none_can_be_read_are_each_named(alice_client):
    response = bring_all(alice_client, ("scan.pdf", b"%PDF-1.7"), ("photo.png", b"\x89PNG"), kind="statement")

    errors = response.context["form"].errors["file"]
    assert [sentence.partition(":")[0] for sentence in errors] == ["scan.pdf", "photo.png"]


def test_statements_of_accounts_known_from_before_wait_to_be_looked_at(alice, alice_client, wallet):
    import_whole(alice_client, ofx(), wallet)
    april, may = ((("20260401", "-9.00", "Market", "B1"),), (("20260501", "-8.00", "Market", "B2"),))

    with zeal_ignore():  # each file is claimed and checked by itself
        response = bring_all(alice_client, ("april.ofx", ofx(april)), ("may.ofx", ofx(may)))

    open_ones = StatementImport.objects.for_user(alice).filter(status="checked")
    assert [source.file_name for source in open_ones] == ["may.ofx", "april.ofx"]
    assert "1 row to import" in response.content.decode()


def test_the_list_asks_for_itself_while_a_statement_is_worked_on(alice_client, wallet):
    bring(alice_client, ofx())
    StatementImport.objects.filter(owner=wallet.owner).update(status="checking")

    page = alice_client.get(LIST).content.decode()
    part = alice_client.get(LIST, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="statements").content.decode()

    assert 'hx-trigger="every 2s"' in page
    assert part.lstrip().startswith("<section")


def test_the_statement_of_another_person_is_not_there(alice, bob_client, wallet, alice_client):
    bring(alice_client, ofx())
    source = latest()

    answers = [
        bob_client.get(source.get_absolute_url()),
        match(bob_client, source, wallet=wallet.pk),
        *(step(bob_client, name, source) for name in ("apply", "again", "retry", "cancel", "rows")),
        bob_client.get(reverse("expenses:statement-failed", args=[source.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 8
    assert latest().status == "matching"
    assert StatementEntry.objects.for_user(alice).count() == 0


def test_no_more_wait_than_a_person_can_look_at(alice, alice_client, monkeypatch):
    monkeypatch.setattr(steps, "MOST_OPEN", 2)
    files = [(f"{number}.ofx", ofx(BOOKINGS[:1], account=f"DE{number}")) for number in range(4)]

    response = bring_all(alice_client, *files)

    assert StatementImport.objects.for_user(alice).count() == 2
    said = [str(message) for message in response.context["messages"]]
    assert said == [
        f"Not taken in: {number}.ofx: No more than 2 statements wait at once. Import or cancel some of them first."
        for number in (2, 3)
    ]


PLAIN = "Date,Description,Amount\n2026-03-01,REWE,-1\n2026-03-02,Pay,9\n2026-03-03,A,-1\n"
FIREFLY = (
    "journal_id,type,currency_code,amount,description,date,source_name,source_type,destination_name,category,tags\n"
)
FIREFLY += "1,Withdrawal,EUR,-12.5,Rewe,2026-03-15T00:00:00+01:00,Giro,Asset account,Rewe,Groceries,\n"
TOLD = {
    "a bank with plain columns": (PLAIN, True),
    "a bank that says the balance": ("Date,Description,Amount,Balance\n2026-03-02,Pay,20.00,30.00\n", True),
    "another tool": (FIREFLY, True),
    "our spreadsheet with a refund": ("date,description,amount\n2026-03-01,Shoes,60\n2026-03-02,Shoes,-60\n", False),
    "our export of refunds": ("id,date,description,amount,wallet_amount\n,2026-03-02,Shoes,-60,-60\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("content", "is_statement"), TOLD.values(), ids=TOLD)
def test_a_statement_is_told_from_a_spreadsheet_of_ours(alice, alice_client, content, is_statement):
    bring(alice_client, content.encode(), "file.csv")

    assert StatementImport.objects.for_user(alice).exists() == is_statement
