"""What is said of a statement once, and which others it is taken for."""

import pytest
from zeal import zeal_ignore

from expenses.imports.known import file_pattern
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.tests.files import bring, csv, guessed, import_whole, latest, match, ofx, step
from expenses.imports.tests.test_bringing import bring_all

MARCH = (("20260302", "-3.20", "Coffee Corner", "A1"),)
APRIL = (("20260402", "-4.10", "Bakery", "B1"),)
MAY = (("20260502", "-5.30", "Cinema", "C1"),)


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def standing(owner):
    """Return where each statement stands and what wallet it is for, in the order they came."""
    return list(StatementImport.objects.for_user(owner).order_by("pk").values_list("status", "wallet_id"))


@pytest.mark.parametrize("write", [csv, ofx], ids=["table", "account"])
def test_files_of_one_account_brought_together_are_matched_once(alice, alice_client, wallet, write):
    bring_all(alice_client, ("march", write(MARCH)), ("april", write(APRIL)), ("may", write(MAY)))
    first = StatementImport.objects.for_user(alice).order_by("pk")[0]

    with zeal_ignore():  # Each of few files is checked by itself.
        response = alice_client.get(match(alice_client, first, wallet=wallet.pk, **guessed(first)).url)

    assert standing(alice) == [("checked", wallet.pk)] * 3
    assert "2 more statements that look the same go into this wallet too." in response.text


def test_what_was_said_is_known_before_anything_is_imported(alice, alice_client, wallet):
    bring(alice_client, csv(MARCH))
    source = latest()
    match(alice_client, source, wallet=wallet.pk, **guessed(source))

    bring(alice_client, csv(APRIL))

    assert standing(alice) == [("checked", wallet.pk)] * 2


def test_files_of_another_account_go_on_waiting(alice, alice_client, wallet):
    bring_all(alice_client, ("giro", ofx(MARCH, account="DE1")), ("savings", ofx(APRIL, account="DE2")))
    first = StatementImport.objects.for_user(alice).order_by("pk")[0]

    match(alice_client, first, wallet=wallet.pk)

    assert standing(alice) == [("checked", wallet.pk), ("matching", None)]


def test_a_table_that_names_another_account_goes_into_no_wallet_by_its_columns(alice, alice_client, wallet):
    table = "Account;Booking date;Payee;Amount\n{0};2026-03-0{1};Coffee;-3.20\n{0};2026-03-09;Bakery;-4.10\n"
    import_whole(alice_client, table.format("DE89370400440532013000", 2).encode(), wallet)

    bring(alice_client, table.format("DE02120300000000202051", 3).encode(), kind="statement")

    assert standing(alice) == [("applied", wallet.pk), ("matching", None)]


def test_columns_are_known_below_more_lines_than_last_month(alice, alice_client, wallet):
    import_whole(alice_client, b"My bank\n" + csv(MARCH), wallet)

    bring(alice_client, b"My bank\nOf May\nPrinted today\n" + csv(MAY))

    rows = StatementEntry.objects.for_user(alice).values_list("outcome", "description", "amount")
    assert standing(alice) == [("applied", wallet.pk), ("checked", wallet.pk)]
    assert [(outcome, text, f"{amount:.2f}") for outcome, text, amount in rows] == [("new", "Cinema", "-5.30")]


PATTERNS = [
    ("Giro_2026-03 (1).csv", "giro_2026-04.CSV", True),
    ("umsaetze-januar.csv", "Umsaetze-Dezember.csv", True),
    ("card-a.csv", "card-b.csv", False),
]


@pytest.mark.parametrize(("one", "other", "is_same"), PATTERNS)
def test_names_of_files_are_the_same_but_for_numbers_and_months(one, other, is_same):
    assert (file_pattern(one) == file_pattern(other)) == is_same


def test_tables_that_name_no_account_are_told_by_their_names_once_they_went_into_two_wallets(
    alice, alice_client, wallet, make_wallet
):
    card = make_wallet(alice, "Card")
    for name, into in (("giro-03.csv", wallet), ("card-03.csv", card)):
        bring(alice_client, csv(MARCH), name)
        if latest().status == "checked":
            step(alice_client, "again", latest())
        match(alice_client, latest(), wallet=into.pk, **guessed(latest()))

    for name in ("card-04.csv", "giro-04.csv", "new-04.csv"):
        bring(alice_client, csv(APRIL), name)

    assert standing(alice)[2:] == [("checked", card.pk), ("checked", wallet.pk), ("matching", None)]
