"""A ledger for reports: what tests add here is as they say, on days they name."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from expenses.activity.models import Activity

if TYPE_CHECKING:
    from accounts.models import User
    from expenses.models import Expense


@pytest.fixture
def spend(make_expense: Callable[..., "Expense"]) -> Callable[..., "Expense"]:
    """Return a function that makes an expense: `spend(alice, "2026-03-14", "12.50")`."""

    def make(owner: "User", day: str, amount: str, **fields: Any) -> "Expense":
        return make_expense(owner, date=datetime.date.fromisoformat(day), amount=amount, **fields)

    return make


@pytest.fixture
def delete() -> Callable[["Expense"], None]:
    """Return a function that deletes an expense as a person does: it can be undone."""

    def mark(expense: "Expense") -> None:
        expense.deleted_in = Activity.objects.create(owner=expense.owner, kind=Activity.Kind.DELETE, row_count=1)
        expense.save(update_fields=["deleted_in"])

    return mark
