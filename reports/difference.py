"""One sum against another: how much more or less."""

from dataclasses import dataclass
from decimal import Decimal

from expenses.totals import Total

LARGEST_PERCENT = 999


@dataclass(frozen=True)
class Difference:
    now: Total
    before: Total

    @property
    def is_known(self) -> bool:
        """Say whether there is anything to compare with."""
        return self.before.count > 0

    @property
    def amount(self) -> Decimal:
        """Return what was spent more (less: negative) than before."""
        return self.now.amount - self.before.amount

    @property
    def size(self) -> Decimal:
        return abs(self.amount)

    @property
    def percent(self) -> int | None:
        """Return the size in percent of what was spent before, None where such a figure would say nothing."""
        if self.before.amount <= 0:
            return None
        percent = round(self.size / self.before.amount * 100)
        return percent if percent <= LARGEST_PERCENT else None
