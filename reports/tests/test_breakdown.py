from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.categories.tree import CategoryTree
from expenses.models import Category
from expenses.totals import Tally, Total
from reports.breakdown import Breakdown, Slice, break_down

# Food has Groceries and Restaurants below it, and Restaurants has Coffee.
PARENTS = {1: None, 2: 1, 3: 1, 4: 3, 5: None, 6: None}
NAMES = {1: "Food", 2: "Groceries", 3: "Restaurants", 4: "Coffee", 5: "Home", 6: "Travel"}
TALLIES = st.dictionaries(
    st.sampled_from([None, *PARENTS]),
    st.builds(lambda amount: Tally(amount, 1, 1), st.decimals(-9999, 9999, places=2)),
)


def tree() -> CategoryTree:
    return CategoryTree(Category(pk=pk, name=NAMES[pk], parent_id=parent) for pk, parent in PARENTS.items())


def tally(amount: str, count: int = 1, valued: int | None = None) -> Tally:
    return Tally(Decimal(amount), count, count if valued is None else valued)


def broken_down(spent: dict, before: dict | None = None) -> Breakdown:
    return break_down(tree(), so_far=spent, ahead={}, before=before or {}, currency="EUR")


def figures(pieces: tuple[Slice, ...] | list[Slice]) -> list[tuple[str, Decimal, int | None]]:
    return [(piece.name, piece.spent.amount, piece.per_mille) for piece in pieces]


def test_sub_categories_roll_up_to_the_topmost():
    breakdown = broken_down({2: tally("30"), 4: tally("20"), 5: tally("50"), None: tally("100")})

    assert figures(breakdown.slices) == [
        ("Uncategorised", Decimal(100), 500),
        ("Food", Decimal(50), 250),
        ("Home", Decimal(50), 250),
    ]


def test_a_slice_opens_down_to_the_last_sub_category():
    breakdown = broken_down({1: tally("10"), 2: tally("30"), 3: tally("15"), 4: tally("5")})

    [food] = breakdown.slices
    assert [(depth, piece.name, piece.is_own, piece.spent.amount, piece.per_mille) for depth, piece in food.walk()] == [
        (0, "Food", False, Decimal(60), 1000),
        (1, "Groceries", False, Decimal(30), 500),
        (1, "Restaurants", False, Decimal(20), 333),
        (2, "Restaurants", True, Decimal(15), 250),
        (2, "Coffee", False, Decimal(5), 83),
        (1, "Food", True, Decimal(10), 167),
    ]


def test_a_category_with_more_refunds_than_expenses_has_no_part():
    breakdown = broken_down({2: tally("75"), 5: tally("25"), 6: tally("-40")})

    assert figures(breakdown.slices) == [
        ("Food", Decimal(75), 750),
        ("Home", Decimal(25), 250),
        ("Travel", Decimal(-40), None),
    ]
    assert (breakdown.spent.amount, breakdown.has_refunded) == (Decimal(60), True)


def test_what_was_only_spent_before_is_compared_but_not_in_the_period():
    breakdown = broken_down({5: tally("10")}, before={6: tally("99")})

    assert [piece.name for piece in breakdown.slices] == ["Home", "Travel"]
    assert [piece.name for piece in breakdown.in_period] == ["Home"]
    assert breakdown.slices[1].before == Total(Decimal(99), "EUR", 1, 0)


def test_amounts_without_a_rate_are_counted_not_added():
    breakdown = broken_down({5: tally("10", count=3, valued=1), 6: tally("0", count=2, valued=0)})

    assert breakdown.spent == Total(Decimal(10), "EUR", 5, 4)
    assert [piece.spent.without_rate for piece in breakdown.slices] == [2, 2]


@pytest.mark.parametrize("spent", [{}, {6: tally("-5")}, {6: tally("0", count=1, valued=0)}])
def test_nothing_spent_has_no_largest_category(spent):
    assert broken_down(spent).largest is None


@given(TALLIES, TALLIES, TALLIES)
def test_every_expense_is_in_exactly_one_slice(so_far, ahead, before):
    breakdown = break_down(tree(), so_far=so_far, ahead=ahead, before=before, currency="EUR")

    whole = sum([*so_far.values(), *ahead.values()], Tally())
    assert breakdown.spent == whole.total("EUR")
    assert sum(piece.spent.amount for piece in breakdown.slices) == whole.sum
    assert sum(piece.spent.count for piece in breakdown.slices) == whole.count
    assert sum(piece.so_far.amount for piece in breakdown.slices) == sum(so_far.values(), Tally()).sum
    assert sum(piece.before.amount for piece in breakdown.slices) == sum(before.values(), Tally()).sum


@given(TALLIES)
def test_parts_sum_to_their_slice(spent):
    breakdown = broken_down(spent)

    pieces = [piece for top in breakdown.slices for _, piece in top.walk() if piece.parts]
    for piece in pieces:
        assert sum(part.spent.amount for part in piece.parts) == piece.spent.amount
        parts = [part.per_mille for part in piece.parts if part.per_mille is not None]
        assert sum(parts) == (piece.per_mille or 0 if parts else 0)
    shown = [piece.per_mille for piece in breakdown.slices if piece.per_mille is not None]
    assert sum(shown) == (1000 if shown else 0)


@given(st.dictionaries(st.sampled_from([None, *PARENTS]), st.decimals("0.0001", "0.0199", places=4), min_size=1))
def test_a_slice_is_rounded_once(amounts):
    breakdown = broken_down({key: Tally(amount, 1, 1) for key, amount in amounts.items()})

    food = sum((amount for key, amount in amounts.items() if key in (1, 2, 3, 4)), Decimal(0))
    found = [piece.spent.amount for piece in breakdown.slices if piece.name == "Food"]
    assert found == ([Tally(food).total("EUR").amount] if food else [])
