import datetime
from decimal import Decimal

import pytest

from expenses.models import Goal, GoalContribution


@pytest.fixture(autouse=True)
def on_that_day(today):
    """Let it be 14 March 2026."""


@pytest.fixture
def make_goal(db):
    """Return a function that makes a goal of 1,000 in the owner's home currency, since 1 January 2026."""

    def make(owner, name="Bicycle", target="1000", **fields):
        fields = {"currency": owner.home_currency, "starts_on": datetime.date(2026, 1, 1), **fields}
        return Goal.objects.create(owner=owner, name=name, target=Decimal(target), **fields)

    return make


@pytest.fixture
def put_aside(db):
    def make(goal, day, amount, **fields):
        return GoalContribution.objects.create(
            owner_id=goal.owner_id, goal=goal, date=datetime.date.fromisoformat(day), amount=Decimal(amount), **fields
        )

    return make
