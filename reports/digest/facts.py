"""What a week or a month that is over comes to: the sum, what it was before, where most of it went, how budgets did."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from expenses.budgets.overview import Budgets
from expenses.budgets.standing import Standing
from expenses.categories.tree import CategoryTree
from expenses.periods import Period
from reports.breakdown import Breakdown, Slice, read_breakdown
from reports.comparison import Comparison
from reports.difference import Difference

MOST_CATEGORIES = 5


@dataclass(frozen=True)
class Digest:
    """Sums are in the person's home currency; `budgets` are those whose period this is."""

    period: Period
    breakdown: Breakdown
    budgets: list[Standing]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was spent, neither then nor in the period before."""
        return not (self.breakdown.spent.count or self.breakdown.before.count)

    @property
    def difference(self) -> Difference:
        return Difference(self.breakdown.spent, self.breakdown.before)

    @property
    def largest(self) -> list[Slice]:
        """Return the categories that took most, the largest first."""
        return [piece for piece in self.breakdown.in_period if piece.spent.amount > 0][:MOST_CATEGORIES]


def read_digest(user: User, period: Period, *, today: datetime.date) -> Digest:
    """Return what `period` came to for the person whose day it is `today`."""
    breakdown = read_breakdown(user, Comparison(period, today), CategoryTree.of(user))
    standings = Budgets(user, today=today).standings(period.start)
    ended = [one for one in standings if (one.period.start, one.period.end) == (period.start, period.end)]
    return Digest(period, breakdown, ended)
