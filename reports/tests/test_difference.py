from decimal import Decimal

import pytest

from expenses.totals import Total
from reports.difference import Difference


def difference(now: str, before: str, *, count: int = 1) -> Difference:
    return Difference(Total(Decimal(now), "EUR", 1, 0), Total(Decimal(before), "EUR", count, 0))


@pytest.mark.parametrize(
    ("now", "before", "amount", "size", "percent"),
    [
        ("120", "100", "20", "20", 20),
        ("80", "100", "-20", "20", 20),
        ("100", "100", "0", "0", 0),
        ("-5", "10", "-15", "15", 150),
        ("10.99", "1", "9.99", "9.99", 999),
        ("11", "1", "10", "10", None),
        ("10", "0", "10", "10", None),
        ("10", "-10", "20", "20", None),
    ],
)
def test_difference_is_told_in_money_and_percent_where_that_says_something(now, before, amount, size, percent):
    found = difference(now, before)

    assert (found.amount, found.size, found.percent) == (Decimal(amount), Decimal(size), percent)


@pytest.mark.parametrize(("count", "is_known"), [(0, False), (1, True)])
def test_difference_to_nothing_is_not_known(count, is_known):
    assert difference("10", "0", count=count).is_known is is_known
