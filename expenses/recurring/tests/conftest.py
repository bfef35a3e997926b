import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from expenses.models import RecurringPayment, RecurringTag, Tag
from expenses.recurring.due import look_ahead


@pytest.fixture
def make_recurring(db: None) -> Callable[..., RecurringPayment]:
    """Return a function that makes a rent of 800, in the owner's currency, due on the 1st from January 2026 on."""

    def make(owner: Any, *, tags: list[Tag] | tuple[()] = (), **fields: Any) -> RecurringPayment:
        said = {
            "description": "Rent",
            "amount": "800",
            "currency": owner.home_currency,
            "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
        }
        said |= {"starts_on": datetime.date(2026, 1, 1), "books_itself": True, **fields}
        said.setdefault("books_from", said["starts_on"])
        for name in ("amount", "least_amount", "most_amount", "to_amount"):
            if said.get(name) is not None:
                said[name] = Decimal(said[name])
        plan = RecurringPayment.objects.create(owner=owner, **said)
        RecurringTag.objects.bulk_create(RecurringTag(owner=owner, recurring=plan, tag=tag) for tag in tags)
        look_ahead(owner, [plan.pk])
        plan.refresh_from_db()
        return plan

    return make
