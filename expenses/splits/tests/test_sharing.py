from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.splits.sharing import share, share_evenly, share_home

amounts = st.decimals(min_value=-99_999_999, max_value=99_999_999, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=1000, places=4), min_size=1, max_size=12)


def test_share_gives_the_rest_to_the_largest_remainders():
    parts = share(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)], 2)

    assert parts == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_share_of_a_refund_mirrors_that_of_an_expense():
    paid, back = (share(Decimal(amount), [Decimal(2), Decimal(1)], 2) for amount in ("0.05", "-0.05"))

    assert paid == [-part for part in back] == [Decimal("0.03"), Decimal("0.02")]


def test_share_by_yen_has_no_decimals():
    assert share_evenly(Decimal(1000), 3, 0) == [Decimal(334), Decimal(333), Decimal(333)]


def test_share_keeps_an_amount_that_has_more_decimals_than_its_currency():
    assert sum(share_evenly(Decimal("1.0001"), 3, 2)) == Decimal("1.0001")


def test_share_of_weights_that_are_nothing_is_even():
    assert share(Decimal(4), [Decimal(0), Decimal(0)], 2) == [Decimal(2), Decimal(2)]


def test_share_among_nobody_is_refused():
    with pytest.raises(ValueError, match="nothing to share"):
        share(Decimal(1), [], 2)


@given(amounts, weights)
def test_shares_always_sum_to_the_whole(amount, weights):
    parts = share(amount, weights, 2)

    assert sum(parts) == amount
    assert len(parts) == len(weights)


@given(amounts, weights)
def test_no_share_is_a_unit_or_more_from_what_is_fair(amount, weights):
    whole = sum(weights)
    parts = share(amount, weights, 2)

    fair = [amount * weight / whole for weight in weights] if whole else [amount / len(weights)] * len(weights)
    assert all(abs(part - exact) < Decimal("0.0101") for part, exact in zip(parts, fair, strict=True))


@given(amounts, st.integers(min_value=1, max_value=120))
def test_even_shares_differ_by_one_unit_at_most(amount, count):
    parts = share_evenly(amount, count, 2)

    assert sum(parts) == amount
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(st.one_of(st.none(), amounts), st.lists(amounts, min_size=1, max_size=8))
def test_what_is_worth_at_home_is_shared_whole_or_not_known_at_all(home, parts):
    worths = share_home(home, parts, 2)

    assert worths == [None] * len(parts) if home is None else sum(worths) == home
