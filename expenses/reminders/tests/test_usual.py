from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from expenses.reminders.usual import FEWEST, Usual

amounts = st.lists(
    st.decimals(min_value="0.01", max_value="100000", places=2, allow_nan=False), min_size=FEWEST, max_size=40
)


def usual(*texts: str) -> Usual | None:
    return Usual.of([Decimal(text) for text in texts])


def test_too_few_amounts_say_nothing():
    assert usual(*["10"] * (FEWEST - 1)) is None


def test_limit_lies_five_spreads_above_the_middle():
    found = usual("40", "45", "50", "50", "55", "60", "60", "65", "900")

    # The middle is 55, the distances from it have the middle 5.
    assert found == Usual(Decimal(55), Decimal(110))
    assert (found.is_exceeded(Decimal(110)), found.is_exceeded(Decimal("110.01"))) == (False, True)


def test_wide_spread_lets_more_pass():
    found = usual("10", "30", "50", "70", "90", "110", "130", "150")

    # The middle is 80, the distances from it have the middle 40.
    assert found.limit == 80 + 5 * 40 * Decimal("1.4826")


def test_amounts_that_are_all_equal_let_twice_as_much_pass():
    assert usual(*["9.99"] * 12).limit == Decimal("19.98")


@given(amounts, st.decimals(min_value="0.01", max_value="1000000", places=2))
def test_one_odd_amount_does_not_make_another_usual(history, odd):
    before, after = Usual.of(history), Usual.of([*history, odd])

    assert min(history) <= before.middle <= max(history)
    assert min(history) <= after.middle <= max(history)
    assert not before.is_exceeded(2 * min(history))


@given(amounts)
def test_usual_does_not_depend_on_the_order_or_the_unit(history):
    found = Usual.of(history)

    assert Usual.of(history[::-1]) == found
    assert Usual.of([amount * 100 for amount in history]) == Usual(found.middle * 100, found.limit * 100)
