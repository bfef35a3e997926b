"""How much a budget has in each of its periods, in the home currency of its owner."""

import datetime
from bisect import bisect_left
from collections.abc import Callable, Iterable
from decimal import Decimal

from accounts.models import User
from expenses.budgets.models import Budget, BudgetChange
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.periods import Period

Worth = Callable[[Decimal, str], Decimal | None]
"""Values an amount of a currency at home; None where no rate is known."""


class NoRate(Exception):
    """An amount of a budget is in a former home currency of which no rate is known."""


def worth_at_home(user: User, today: datetime.date) -> Worth:
    """Return what values amounts at the rate of `today`, without a query for those in the home currency."""
    book = RateBook(user)
    return lambda amount, currency: value_at_home(amount, currency, user, today, book=book)


class Limits:
    """The amounts of one budget, by period. What goes into it from the period before is not among them."""

    def __init__(self, budget: Budget, changes: Iterable[BudgetChange], worth: Worth) -> None:
        """Take the budget's changes in the order of their days; raise NoRate where an amount has no rate."""
        rows = list(changes)
        self.usual = _known(worth(budget.amount, budget.currency))
        self.once = _columns([row for row in rows if not row.reaches_back], worth)
        self.until = _columns([row for row in rows if row.reaches_back], worth)

    def of(self, period: Period) -> Decimal:
        once = self.once_in(period)
        return self.standing(period) if once is None else once

    def once_in(self, period: Period) -> Decimal | None:
        """Return the amount that was said of this period alone."""
        days, amounts = self.once
        place = bisect_left(days, period.end) - 1
        return amounts[place] if place >= 0 and days[place] >= period.start else None

    def standing(self, period: Period) -> Decimal:
        """Return the amount of the period where nothing is said of it alone."""
        days, amounts = self.until
        place = bisect_left(days, period.start)
        return amounts[place] if place < len(days) else self.usual


def _columns(rows: list[BudgetChange], worth: Worth) -> tuple[list[datetime.date], list[Decimal]]:
    return [row.period_start for row in rows], [_known(worth(row.amount, row.currency)) for row in rows]


def _known(amount: Decimal | None) -> Decimal:
    if amount is None:
        raise NoRate
    return amount
