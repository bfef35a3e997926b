"""What is usual, and what is far above it: a pure core of amounts.

The middle of the amounts (their median) and the middle of how far they lie from it (the MAD) are what a few odd ones
do not move. An amount stands out more than SPREADS spreads above the middle, as Iglewicz and Hoaglin (1993) have it:
1.4826 MAD are one standard deviation of a normal distribution. Where nearly all amounts are equal, a part of the
middle stands in for the spread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

FEWEST = 8
"""So many amounts are needed to say what is usual."""

SPREADS = 5
MAD_TO_DEVIATION = Decimal("1.4826")
LEAST_SPREAD = Decimal("0.1")
"""Of the middle."""

LEAST_TIMES = 2
"""What is not even twice the middle is nothing to speak of."""


@dataclass(frozen=True)
class Usual:
    """What is usual among some amounts above nought: their middle, and from where on one stands out."""

    middle: Decimal
    limit: Decimal

    @classmethod
    def of(cls, amounts: Sequence[Decimal]) -> "Usual | None":
        """Return it, or None where there are too few to say."""
        if len(amounts) < FEWEST:
            return None
        middle = median(amounts)
        mad = median([abs(amount - middle) for amount in amounts])
        spread = max(mad * MAD_TO_DEVIATION, middle * LEAST_SPREAD)
        return cls(middle, max(middle + SPREADS * spread, middle * LEAST_TIMES))

    def is_exceeded(self, amount: Decimal) -> bool:
        return amount > self.limit
