"""The columns `wallet` and `wallet_amount`: out, and in again."""

import csv
import io
from decimal import Decimal

import pytest

from expenses.models import Expense
from expenses.spreadsheets.examining import Examination
from expenses.spreadsheets.export import csv_chunks, exported_rows
from expenses.spreadsheets.models import Outcome
from expenses.spreadsheets.reading import read_table
from expenses.spreadsheets.resources import ExpenseResource
from expenses.spreadsheets.tests.files import csv_of

pytestmark = pytest.mark.usefixtures("today")

HEADER = ("date", "description", "amount", "currency", "wallet", "wallet_amount")


def bring(owner, *rows, header=HEADER):
    return ExpenseResource(user=owner).import_data(read_table(csv_of(*rows, header=header)))


def errors_of(owner, *rows, header=HEADER):
    table = read_table(csv_of(*rows, header=header))
    return [each.errors for batch in Examination(table, user=owner).batches() for each in batch]


def moved(owner):
    return list(Expense.objects.for_user(owner).order_by("id").values_list("wallet__name", "wallet_amount"))


def test_rows_are_paid_from_the_wallet_that_they_name(alice, make_wallet):
    make_wallet(alice, "Bank")

    bring(alice, ("2026-03-01", "Lunch", "12.50", "EUR", "bank ", ""), ("2026-03-02", "Tea", "3", "EUR", "", ""))

    assert moved(alice) == [("Bank", Decimal("12.5")), (None, None)]


def test_a_wallet_in_another_currency_keeps_both_amounts(alice, make_wallet):
    make_wallet(alice, "Dollars", currency="USD")

    bring(alice, ("2026-03-01", "Lunch", "12.50", "EUR", "Dollars", "13.60"))

    assert moved(alice) == [("Dollars", Decimal("13.6"))]


@pytest.mark.parametrize(
    ("wallet", "amount", "column", "reason"),
    [
        ("Purse", "", "wallet", "You have no wallet “Purse”. Add it first, or leave the cell empty."),
        ("Dollars", "", "wallet_amount", "No rate from EUR to USD is known."),
        ("Dollars", "-13", "wallet_amount", "Give it the sign of the amount."),
        ("Dollars", "much", "wallet_amount", "“much” is not an amount."),
    ],
)
def test_what_is_wrong_stands_beside_its_column(wallet, amount, column, reason, alice, make_wallet):
    make_wallet(alice, "Dollars", currency="USD")

    (errors,) = errors_of(alice, ("2026-03-01", "Lunch", "12.50", "EUR", wallet, amount))

    assert list(errors) == [column]
    assert errors[column].startswith(reason)


def test_without_the_column_of_amounts_the_reason_stands_beside_the_wallet(alice, make_wallet):
    make_wallet(alice, "Dollars", currency="USD")

    (errors,) = errors_of(alice, ("2026-03-01", "Lunch", "12.50", "EUR", "Dollars"), header=HEADER[:-1])

    assert list(errors) == ["wallet"]


def test_a_wallet_of_somebody_else_is_not_found(alice, bob, make_wallet):
    make_wallet(bob, "Bank")

    (errors,) = errors_of(alice, ("2026-03-01", "Lunch", "12.50", "EUR", "Bank", ""))

    assert list(errors) == ["wallet"]


def test_a_changed_amount_takes_the_wallet_along_that_the_file_does_not_name(alice, make_wallet, make_expense):
    expense = make_expense(alice, amount="10", wallet=make_wallet(alice, "Bank"), wallet_amount="10")

    row = (expense.pk, expense.date, expense.description, "12")
    result = bring(alice, row, header=("id", "date", "description", "amount"))

    assert result[Outcome.CHANGED] == 1
    assert moved(alice) == [("Bank", Decimal(12))]


def test_our_export_changes_nothing_and_comes_back_whole(alice, make_wallet, make_expense):
    bank, dollars = make_wallet(alice, "Bank"), make_wallet(alice, "Dollars", currency="USD")
    make_expense(alice, amount="10", wallet=bank, wallet_amount="10")
    make_expense(alice, amount="20", wallet=dollars, wallet_amount="21.9")
    content = b"".join(csv_chunks(exported_rows(Expense.objects.for_user(alice).order_by("id"), user=alice)))
    before = moved(alice)

    again = ExpenseResource(user=alice).import_data(read_table(content))
    Expense.objects.for_user(alice).delete()
    new = ExpenseResource(user=alice).import_data(read_table(content))

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["wallet"], row["wallet_amount"]) for row in rows] == [("Bank", "10.00"), ("Dollars", "21.90")]
    assert (again[Outcome.UNCHANGED], new[Outcome.NEW]) == (2, 2)
    assert moved(alice) == before
