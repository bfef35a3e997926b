import logging
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from expense_tracker.log import LineFormatter
from expenses.models import Expense

ROW = "DETAIL:  Failing row contains (1, Divorce lawyer, 4711.00,\n\nnotes)."
REFUSED = 'new row for relation "expenses_expense" violates check constraint "expenses_expense_amount"'


def log_line(error: BaseException) -> str:
    exc_info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Internal Server Error: /", (), exc_info)
    return LineFormatter("{message}", style="{").format(record)


def test_log_of_a_refused_row_does_not_quote_it():
    try:
        try:
            raise ValueError(f"{REFUSED}\n{ROW}")
        except ValueError as error:
            raise IntegrityError(*error.args) from error
    except IntegrityError:
        line = log_line(sys.exc_info()[1])

    assert line.count(REFUSED) == 2
    assert "Divorce" not in line
    assert "notes" not in line


def test_log_of_other_errors_says_all():
    assert log_line(ValueError("first\nsecond")).endswith("ValueError: first\nsecond")


def test_log_shortens_an_error_behind_another_one():
    try:
        try:
            raise IntegrityError(f"{REFUSED}\n{ROW}")
        except IntegrityError:
            raise KeyError("gone")  # noqa: B904  as it happens by accident
    except KeyError:
        line = log_line(sys.exc_info()[1])

    assert REFUSED in line
    assert "Divorce" not in line


def test_log_of_a_row_that_the_database_refuses(alice: User):
    expense = Expense(owner=alice, date="2026-03-14", amount=0, currency="EUR", description="Divorce lawyer")

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        expense.save()

    assert "Divorce" not in log_line(refused.value)
    assert ("Divorce" in str(refused.value)) == (connection.vendor == "postgresql")
