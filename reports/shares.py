"""Percentages that sum to 100 as shown. Decimals in, parts of a thousand out: no database, no request."""

from collections.abc import Sequence
from decimal import Decimal

WHOLE = 1000
"""Percentages are shown with one decimal, so a whole has a thousand parts."""


def divide(amounts: Sequence[Decimal], whole: int = WHOLE) -> list[int | None]:
    """Return which part of `whole` each amount is, by the method of the largest remainder; the parts sum to `whole`.

    Amounts of 0 or less have no part, None: what flowed back is no part of what was spent. Of equal remainders the
    earlier amount takes the unit that is left.
    """
    spent = sum((amount for amount in amounts if amount > 0), Decimal(0))
    exact = [divmod(whole * amount, spent) if amount > 0 else None for amount in amounts]
    parts = [None if share is None else int(share[0]) for share in exact]
    by_remainder = sorted((-share[1], place) for place, share in enumerate(exact) if share is not None)
    missing = whole - sum(part or 0 for part in parts)
    for _, place in by_remainder[:missing]:
        parts[place] = (parts[place] or 0) + 1
    return parts
