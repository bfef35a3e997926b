"""Amounts divided so that the parts add up to the whole, to the last digit. No database, no request."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

STORED_DIGITS = 4
"""The decimals of a stored amount."""


def share(amount: Decimal, weights: Sequence[Decimal], digits: int) -> list[Decimal]:
    """Divide `amount` in proportion to `weights`, in units of `digits` decimals, by the largest remainder.

    Weights that add up to nothing count as equal. An amount with more decimals than `digits` is divided in the decimals
    that it has. The result sums to `amount`.
    """
    if not weights:
        raise ValueError("There is nothing to share among.")
    step = Decimal(1).scaleb(-max(digits, _decimals(amount)))
    units = int(abs(amount) / step)
    places = _largest_remainder(units, [Fraction(weight) for weight in weights])
    return [place * step if amount >= 0 else -place * step for place in places]


def share_evenly(amount: Decimal, count: int, digits: int) -> list[Decimal]:
    """Divide `amount` into `count` parts that differ by one unit at most, the larger ones first."""
    return share(amount, [Decimal(1)] * count, digits)


def share_home(home_amount: Decimal | None, amounts: Sequence[Decimal], digits: int) -> list[Decimal | None]:
    """Divide what a payment is worth at home as its `amounts` divide it; None for each where no rate is known."""
    if home_amount is None:
        return [None] * len(amounts)
    return [*share(home_amount, amounts, digits)]


def _largest_remainder(units: int, weights: list[Fraction]) -> list[int]:
    whole = sum(weights)
    if not whole:
        weights, whole = [Fraction(1)] * len(weights), Fraction(len(weights))
    exact = [units * weight / whole for weight in weights]
    places = [floor(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (places[place] - exact[place], place))
    for place in by_remainder[: units - sum(places)]:
        places[place] += 1
    return places


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
