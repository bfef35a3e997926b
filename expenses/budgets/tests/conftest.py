import datetime
from decimal import Decimal

import pytest

from expenses.models import Budget, BudgetChange


@pytest.fixture(autouse=True)
def on_that_day(today):
    """Let it be 14 March 2026."""


@pytest.fixture
def make_budget(db):
    """Return a function that makes a budget of 300 a month, from January 2026 on, for everything unless said."""

    def make(owner, amount="300", **fields):
        fields = {"currency": owner.home_currency, "starts_on": datetime.date(2026, 1, 1), **fields}
        return Budget.objects.create(owner=owner, amount=Decimal(amount), **fields)

    return make


@pytest.fixture
def say(db):
    """Return a function that gives a budget another amount in the period from a day on."""

    def make(budget, day, amount, **fields):
        return BudgetChange.objects.create(
            owner_id=budget.owner_id,
            budget=budget,
            period_start=datetime.date.fromisoformat(day),
            amount=Decimal(amount),
            **{"currency": budget.currency, **fields},
        )

    return make


@pytest.fixture
def spend(make_expense):
    def make(owner, day, amount, **fields):
        return make_expense(owner, date=datetime.date.fromisoformat(day), amount=amount, **fields)

    return make
