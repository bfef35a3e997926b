"""A year by its months, each beside the same month of the year before."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from accounts.models import User
from expenses.counting import Basis
from expenses.money import round_money
from expenses.periods import Month, Period, Year
from expenses.search.search import Search
from expenses.totals import Tally, Total
from reports.cash_flow import CashFlow, income_by_day
from reports.comparison import Comparison
from reports.difference import Difference
from reports.tallies import Days, by_day


@dataclass(frozen=True)
class MonthPair:
    """A month and the one at the same place of the year before.

    Where months go by weeks, one of two years may have one more: then the other has None beside it.
    """

    month: Month | None
    spent: Total
    income: Total
    month_before: Month | None
    before: Total
    is_running: bool
    is_ahead: bool

    @property
    def net(self) -> Decimal:
        """Return what came in less what was spent."""
        return self.income.amount - self.spent.amount


@dataclass(frozen=True)
class YearSummary:
    """Sums are in the person's home currency; `before` is the year before, up to the same day while the year runs.

    `whole_before` is all of the year before.
    """

    comparison: Comparison
    currency: str
    months: list[MonthPair]
    cash_flow: CashFlow
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


def read_year(
    user: User, year: Year, *, today: datetime.date, basis: Basis = Basis.PAID, search: Search | None = None
) -> YearSummary:
    """Return the summary of `year` for the person whose day it is `today`, in two queries."""
    comparison = Comparison(year, today)
    currency = user.home_currency
    days = by_day(user, Period(comparison.before.start, year.end), basis, search)
    income = income_by_day(user, year, search)
    spent = days.within(year).total(currency)
    months = zip_longest(year.months(), year.previous().months())
    return YearSummary(
        comparison=comparison,
        currency=currency,
        months=[_pair(month, before, days, income, comparison, currency) for month, before in months],
        cash_flow=CashFlow(income.within(year).total(currency), spent),
        spent=spent,
        so_far=days.within(comparison.so_far).total(currency),
        before=days.within(comparison.before_so_far).total(currency),
        whole_before=days.within(comparison.before).total(currency),
    )


def _pair(
    month: Month | None, before: Month | None, days: Days, income: Days, comparison: Comparison, currency: str
) -> MonthPair:
    today = comparison.today
    return MonthPair(
        month=month,
        spent=_total(month, days, currency),
        income=_total(month, income, currency),
        month_before=before,
        before=_total(before, days, currency),
        is_running=month is not None and month.start <= today < month.last_day,
        is_ahead=month is None or today < month.start,
    )


def _total(month: Month | None, days: Days, currency: str) -> Total:
    return (days.within(month) if month else Tally()).total(currency)
