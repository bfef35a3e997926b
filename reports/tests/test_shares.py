from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.shares import WHOLE, divide

AMOUNTS = st.lists(st.decimals("-99999999999.9999", "99999999999.9999", places=4), max_size=20)


@pytest.mark.parametrize(
    ("amounts", "parts"),
    [
        ([], []),
        (["5"], [1000]),
        (["1", "1", "1"], [334, 333, 333]),
        (["2", "1"], [667, 333]),
        (["1", "2"], [333, 667]),
        (["10", "-3"], [1000, None]),
        (["-3"], [None]),
        (["0", "7"], [None, 1000]),
        (["99999999999.9999", "0.0001"], [1000, 0]),
    ],
)
def test_divide_gives_parts_of_a_thousand(amounts, parts):
    assert divide([Decimal(amount) for amount in amounts]) == parts


@given(AMOUNTS, st.integers(0, WHOLE))
def test_parts_sum_to_the_whole(amounts, whole):
    parts = divide(amounts, whole)

    has_spent = any(amount > 0 for amount in amounts)
    assert sum(part or 0 for part in parts) == (whole if has_spent else 0)


@given(AMOUNTS)
def test_each_part_is_within_one_unit_of_the_exact_one(amounts):
    parts = divide(amounts)

    spent = sum(amount for amount in amounts if amount > 0)
    pairs = [(amount, part) for amount, part in zip(amounts, parts, strict=True) if part is not None]
    assert all(abs(part * spent - WHOLE * amount) < spent for amount, part in pairs)
    assert [part is None for part in parts] == [amount <= 0 for amount in amounts]


@given(AMOUNTS)
def test_a_larger_amount_never_has_a_smaller_part(amounts):
    largest_first = sorted((amount for amount in amounts if amount > 0), reverse=True)

    parts = [part or 0 for part in divide(largest_first)]

    assert parts == sorted(parts, reverse=True)
