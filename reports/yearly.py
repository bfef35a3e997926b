"""A year by its months, each beside the same month of the year before."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.counting import Basis
from expenses.money import round_money
from expenses.periods import Month, Period, Year
from expenses.totals import Total
from reports.comparison import Comparison
from reports.difference import Difference
from reports.tallies import by_day

MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class MonthPair:
    """A month and the same month a year before."""

    month: Month
    spent: Total
    month_before: Month
    before: Total
    is_running: bool
    is_ahead: bool


@dataclass(frozen=True)
class YearSummary:
    """Sums are in the person's home currency; `before` is the year before, up to the same day while the year runs.

    `whole_before` is all of the year before.
    """

    comparison: Comparison
    currency: str
    months: list[MonthPair]
    spent: Total
    so_far: Total
    before: Total
    whole_before: Total

    @property
    def year(self) -> Period:
        return self.comparison.period

    @property
    def is_empty(self) -> bool:
        return self.spent.count == 0

    @property
    def difference(self) -> Difference:
        return Difference(self.so_far, self.before)

    @property
    def per_month(self) -> Decimal | None:
        """Return the average of the months that are over, None while there is none."""
        over = [pair.spent.amount for pair in self.months if not (pair.is_running or pair.is_ahead)]
        return round_money(sum(over, Decimal(0)) / len(over), self.currency) if over else None


def read_year(user: User, year: Year, *, today: datetime.date, basis: Basis = Basis.PAID) -> YearSummary:
    """Return the summary of `year` for the person whose day it is `today`, in one query."""
    comparison = Comparison(year, today)
    currency = user.home_currency
    days = by_day(user, Period(comparison.before.start, year.end), basis)
    pairs = [
        MonthPair(
            month=month,
            spent=days.within(month).total(currency),
            month_before=month.back(MONTHS_IN_YEAR),
            before=days.within(month.back(MONTHS_IN_YEAR)).total(currency),
            is_running=month.start <= today < month.last_day,
            is_ahead=today < month.start,
        )
        for month in year.months()
    ]
    return YearSummary(
        comparison=comparison,
        currency=currency,
        months=pairs,
        spent=days.within(year).total(currency),
        so_far=days.within(comparison.so_far).total(currency),
        before=days.within(comparison.before_so_far).total(currency),
        whole_before=days.within(comparison.before).total(currency),
    )
