"""What a budget hands on from one period to the next. Amounts in, amounts out: no database, no request."""

from collections.abc import Iterable
from decimal import Decimal

NOTHING = Decimal(0)


def carry(periods: Iterable[tuple[Decimal, Decimal]], *, left: bool, overspent: bool) -> Decimal:
    """Return what `periods` of (amount, spent), in order, hand on to the one after: negative where it was overspent.

    With both, that is the sum of all that was meant less the sum of all that was spent.
    """
    carried = NOTHING
    for amount, spent in periods:
        carried = hand_on(amount + carried - spent, left=left, overspent=overspent)
    return carried


def hand_on(rest: Decimal, *, left: bool, overspent: bool) -> Decimal:
    """Return what of the rest of one period goes into the next."""
    is_kept = left if rest > 0 else overspent
    return rest if is_kept else NOTHING
