"""What rows are called where a bank says both a name and a purpose, and several statements of one account in a ZIP."""

import io
import zipfile

import pytest

from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.tests.files import BOOKINGS, bring, guessed, latest, match, ofx

HEADER = "Buchungstag;Empfänger;Verwendungszweck;Betrag\n"
ROWS = (
    ("02.03.2026", "REWE Markt", "Kartenzahlung 4711", "-12,50"),
    ("03.03.2026", "PayPal Europe", "Ihr Einkauf bei Spotify", "-9,99"),
    ("04.03.2026", "DE89370400440532013000", "Umbuchung", "-50,00"),
    ("05.03.2026", "ACME GmbH", "Gehalt", "2500,00"),
)


def table(rows):
    return (HEADER + "".join(";".join(row) + "\n" for row in rows)).encode()


def taken(client, content, wallet, name="giro.csv"):
    bring(client, content, name, kind="statement")
    source = latest()
    match(client, source, wallet=wallet.pk, **guessed(source))
    return list(StatementEntry.objects.for_user(wallet.owner).values_list("description", "notes"))


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def test_a_row_is_called_by_whom_it_was_paid_to_and_says_what_for_in_its_notes(alice_client, wallet):
    found = taken(alice_client, table(ROWS), wallet)

    assert found == [
        ("REWE Markt", "Kartenzahlung 4711"),
        ("Ihr Einkauf bei Spotify", "PayPal Europe"),
        ("Umbuchung", "DE89370400440532013000"),
        ("ACME GmbH", "Gehalt"),
    ]


def test_the_name_of_the_owner_beside_every_row_tells_nothing(alice_client, wallet):
    found = taken(alice_client, table([(day, "Alice Owner", text, sum_) for day, _, text, sum_ in ROWS]), wallet)

    assert [said for said, _ in found] == ["Kartenzahlung 4711", "Ihr Einkauf bei Spotify", "Umbuchung", "Gehalt"]


def test_statements_of_one_account_in_a_zip_are_one_and_overlap_once(alice, alice_client, wallet):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.ofx", ofx(BOOKINGS[:2]))
        archive.writestr("2.ofx", ofx(BOOKINGS))
        archive.writestr("3.ofx", ofx((("20260309", "-7.00", "Bakery", "A4"),)))

    found = taken(alice_client, packed.getvalue(), wallet, "march.zip")

    assert StatementImport.objects.for_user(alice).count() == 1
    assert [said for said, _ in found] == ["Coffee Corner", "Coffee Corner", "ACME Salary", "Bakery"]
