"""Where the money went in a period, and how that compares: everything the dashboard shows, in eight queries."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.budgets.overall import read_overall
from expenses.budgets.standing import Standing
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis
from expenses.money import round_money
from expenses.periods import Calendar, Period
from expenses.search.search import Search
from expenses.totals import Tally
from reports.breakdown import Breakdown, read_breakdown
from reports.cash_flow import CashFlow, income_by_day
from reports.coming import Coming, read_coming
from reports.comparison import Comparison
from reports.difference import Difference
from reports.lines import Line, biggest_lines, latest_lines
from reports.pace import Pace, is_drawn, measure_pace
from reports.tallies import Days, by_day
from reports.trend import MonthTotal, month_totals, trend_months

LATEST = 6
BIGGEST = 6


@dataclass(frozen=True)
class Dashboard:
    """Sums are in `currency`, the person's home currency; `pace` is None for a period longer than a year.

    `money_left` is how their overall budget stands today, and `coming` what is due soon, where they have such and all
    of today's period is shown.
    """

    comparison: Comparison
    currency: str
    breakdown: Breakdown
    cash_flow: CashFlow
    trend: list[MonthTotal]
    pace: Pace | None
    latest: list[Line]
    biggest: list[Line]
    money_left: Standing | None = None
    coming: Coming | None = None

    @property
    def period(self) -> Period:
        return self.comparison.period

    @property
    def is_empty(self) -> bool:
        return self.breakdown.spent.count == 0

    @property
    def recorded(self) -> int:
        """Return how many expenses the year of the trend has."""
        return sum(entry.spent.count for entry in self.trend)

    @property
    def has_income(self) -> bool:
        """Say whether anything came in during the year of the trend, or the period."""
        return self.cash_flow.has_income or any(entry.income.count for entry in self.trend)

    @property
    def difference(self) -> Difference:
        """Return what has been spent so far against the period before up to the same day."""
        return Difference(self.breakdown.so_far, self.breakdown.before)

    @property
    def dated_ahead(self) -> Decimal:
        """Return what of the period's sum is dated after today."""
        return self.breakdown.spent.amount - self.breakdown.so_far.amount

    @property
    def per_day(self) -> Decimal:
        """Return the average of the days that have passed."""
        return round_money(self.breakdown.so_far.amount / self.comparison.so_far.days, self.currency)

    @property
    def days_left(self) -> int:
        return self.period.days - self.comparison.so_far.days

    @property
    def projected(self) -> Decimal | None:
        """Return the period's sum if its other days are like those so far; None before a quarter of it has passed."""
        passed, days = self.comparison.so_far.days, self.period.days
        if not self.comparison.is_running or passed * 4 < days:
            return None
        return round_money(self.breakdown.so_far.amount * days / passed, self.currency)


def read_dashboard(
    user: User, period: Period, *, today: datetime.date, basis: Basis = Basis.PAID, search: Search | None = None
) -> Dashboard:
    """Return the dashboard of `period` for the person whose day it is `today`, of what `search` finds."""
    comparison = Comparison(period, today)
    tree = CategoryTree.of(user)
    months = trend_months(period, today, Calendar.of(user))
    shows_all = basis is Basis.PAID and search is None and today in period
    overall = read_overall(user, today=today) if shows_all else None
    shown = _shown_days(comparison, Period(months[0].start, months[-1].end))
    days = by_day(user, _around(shown, overall.span) if overall else shown, basis, search)
    year = Period(months[0].start, months[-1].end)
    income = income_by_day(user, Period(min(year.start, period.start), max(year.end, period.end)), search)
    currency = user.home_currency
    breakdown = read_breakdown(user, comparison, tree, basis, search)
    return Dashboard(
        comparison=comparison,
        currency=currency,
        breakdown=breakdown,
        cash_flow=CashFlow(income.within(period).total(currency), breakdown.spent),
        trend=month_totals(months, days, income, today=today, currency=currency),
        pace=measure_pace(comparison, days, currency) if is_drawn(period) else None,
        latest=latest_lines(user, period, tree, count=LATEST, search=search),
        biggest=biggest_lines(user, period, tree, count=BIGGEST, search=search),
        money_left=overall.standing(_SpentOnDays(days)) if overall else None,
        coming=read_coming(user, today=today) if shows_all else None,
    )


def _shown_days(comparison: Comparison, trend: Period) -> Period:
    """Return the span of days that the trend and, where it is drawn, the pace need."""
    if not is_drawn(comparison.period):
        return trend
    before, period = comparison.before, comparison.period
    return Period(min(trend.start, before.start), max(trend.end, period.end))


def _around(one: Period, other: Period) -> Period:
    """Return the span from the earlier start of two to the later end."""
    return Period(min(one.start, other.start), max(one.end, other.end))


class _SpentOnDays:
    """The days of the dashboard as a budget asks them."""

    def __init__(self, days: Days) -> None:
        self.days = days

    def within(self, start: datetime.date, end: datetime.date) -> Tally:
        return self.days.within(Period(start, end)) if start < end else Tally()
