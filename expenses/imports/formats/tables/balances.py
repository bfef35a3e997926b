"""What a running balance beside the amounts tells: which way money went, and what an account held."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise


def agreement(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> float:
    """Return the share of neighbours whose balances differ by the amount between them, oldest first or last."""
    rows = [
        (amount, balance)
        for amount, balance in zip(amounts, balances, strict=True)
        if amount is not None and balance is not None
    ]
    if len(rows) < 2:
        return 0.0
    upwards = sum(later == balance + amount for (_, balance), (amount, later) in pairwise(rows))
    downwards = sum(balance == later + amount for (amount, balance), (_, later) in pairwise(rows))
    return max(upwards, downwards) / (len(rows) - 1)


def closeness(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> float:
    """Return the share of neighbours whose balances differ by the amount between them, whichever way it went."""
    rows = [(a, b) for a, b in zip(amounts, balances, strict=True) if a is not None and b is not None]
    if len(rows) < 2:
        return 0.0
    upwards = sum(abs(later - balance) == abs(amount) for (_, balance), (amount, later) in pairwise(rows))
    downwards = sum(abs(balance - later) == abs(amount) for (amount, balance), (_, later) in pairwise(rows))
    return max(upwards, downwards) / (len(rows) - 1)


def runs_down(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> bool:
    """Tell whether the newest row stands first."""
    rows = [(a, b) for a, b in zip(amounts, balances, strict=True) if a is not None and b is not None]
    upwards = sum(later == balance + amount for (_, balance), (amount, later) in pairwise(rows))
    downwards = sum(balance == later + amount for (amount, balance), (_, later) in pairwise(rows))
    return downwards > upwards
