import pytest

from expenses.imports.tests.files import BOOKINGS, bring, import_whole, ofx, qif
from expenses.models import Expense, Income

NOTE = ("20260306", "0.00", "About your account", "A9")


@pytest.mark.parametrize("make", [ofx, qif])
def test_a_row_that_moved_nothing_is_no_record(alice, alice_client, make_wallet, make):
    done = import_whole(alice_client, make((*BOOKINGS, NOTE)), make_wallet(alice, "Giro"))

    assert (done.status, done.written_count, done.wrong_count) == ("applied", 3, 0)
    assert (Expense.objects.for_user(alice).count(), Income.objects.for_user(alice).count()) == (2, 1)


def test_a_statement_of_such_rows_alone_is_told_so(alice_client):
    response = bring(alice_client, ofx((NOTE,)))

    assert "This statement has no rows. Download it for a longer period." in response.content.decode()
