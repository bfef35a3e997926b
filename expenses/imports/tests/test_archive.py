"""What was known of statements goes with a person into a new account."""

from decimal import Decimal

import pytest

from conftest import sign_in
from expenses.activity.deletion import delete_records
from expenses.archive.packing import pack
from expenses.archive.unpacking import unpack
from expenses.imports.tests.files import bring, csv, import_whole, latest, ofx, qif
from expenses.models import Expense, KnownStatement, StatementLine, Wallet


@pytest.fixture
def moved(alice, alice_client, make_wallet, make_user):
    """Alice's ledger with a statement of hers and a table whose columns she matched, in the new account of carol."""
    wallet = make_wallet(alice, "Giro")
    import_whole(alice_client, ofx(), wallet)
    import_whole(alice_client, csv((("20260309", "-7.00", "Bakery", ""),)), wallet)
    Expense.objects.for_user(alice).filter(description="Coffee Corner").update(description="My coffee")
    return take_over(alice, make_user("carol"))


def take_over(user, other):
    with pack(user) as file:
        unpack(file.read(), owner=other)
    return other


@pytest.mark.parametrize("again", [ofx(), qif(), csv()], ids=["ofx", "qif", "csv"])
def test_the_same_statement_adds_nothing_to_the_ledger_taken_over(moved, again):
    wallet = Wallet.objects.for_user(moved).get(name="Giro")

    done = import_whole(sign_in(moved), again, wallet)

    assert (done.status, done.written_count, done.left_out_count) == ("applied", 0, 3)
    assert Expense.objects.for_user(moved).count() == 3


def test_next_month_needs_no_question_there(moved):
    client = sign_in(moved)
    wallet = Wallet.objects.for_user(moved).get(name="Giro")

    bring(client, ofx((("20260401", "-1.00", "Kiosk", "B1"),), closing="1.00"))
    statement = latest()
    bring(client, csv((("20260402", "-2.00", "Bakery", ""),)), name="april.csv")
    table = latest()

    assert (statement.status, statement.wallet_id) == ("checked", wallet.pk)
    assert (table.status, table.wallet_id) == ("checked", wallet.pk)


def test_lines_of_what_was_deleted_stay_behind(alice, alice_client, make_wallet, make_user):
    import_whole(alice_client, ofx(), make_wallet(alice, "Giro"))
    gone = Expense.objects.for_user(alice).order_by("pk")[:1]
    delete_records(Expense.objects.for_user(alice).filter(pk__in=gone), owner=alice, actor=alice)

    carol = take_over(alice, make_user("carol"))

    lines = StatementLine.objects.for_user(carol).order_by("bank_id")
    assert list(lines.values_list("bank_id", "amount", "text")) == [
        ("A2", Decimal("-3.2"), "Coffee Corner"),
        ("A3", 1500, "ACME Salary"),
    ]
    assert KnownStatement.objects.for_user(carol).count() == 1
