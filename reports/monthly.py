"""The summary of one month: what was spent, on what, on which days, under which tags, and against other months."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.models import Expense
from expenses.periods import Month, Period
from expenses.totals import Tally, Total, total_aggregates
from reports.breakdown import Breakdown, read_breakdown
from reports.comparison import Comparison
from reports.difference import Difference
from reports.lines import Line, biggest_lines
from reports.pace import split
from reports.prepared import WHOEVER, Prepared, day_slot, to_amount
from reports.tallies import Days, by_day

BIGGEST = 10
MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class DayTotal:
    """`day` is a period of one day."""

    day: Period
    spent: Total


@dataclass(frozen=True)
class TagTotal:
    tag_id: int
    name: str
    spent: Total


@dataclass(frozen=True)
class MonthSummary:
    """Sums are in the person's home currency; `last_year` is the same month a year before, up to the same day."""

    comparison: Comparison
    last_year_month: Month
    currency: str
    breakdown: Breakdown
    last_year: Total
    days: list[DayTotal]
    biggest: list[Line]
    tags: list[TagTotal]

    @property
    def month(self) -> Period:
        return self.comparison.period

    @property
    def spent(self) -> Total:
        return self.breakdown.spent

    @property
    def is_empty(self) -> bool:
        return self.spent.count == 0

    @property
    def against_before(self) -> Difference:
        return Difference(self.breakdown.so_far, self.breakdown.before)

    @property
    def against_last_year(self) -> Difference:
        return Difference(self.breakdown.so_far, self.last_year)


def read_month(user: User, month: Month, *, today: datetime.date) -> MonthSummary:
    """Return the summary of `month` for the person whose day it is `today`, in six queries."""
    comparison = Comparison(month, today)
    tree = CategoryTree.of(user)
    last_year_month = month.back(MONTHS_IN_YEAR)
    currency = user.home_currency
    return MonthSummary(
        comparison=comparison,
        last_year_month=last_year_month,
        currency=currency,
        breakdown=read_breakdown(user, comparison, tree),
        last_year=_total(user, _as_far(last_year_month, comparison)),
        days=_day_totals(by_day(user, month), month, currency),
        biggest=biggest_lines(user, month, tree, count=BIGGEST),
        tags=_tag_totals(user, month),
    )


def _as_far(month: Month, comparison: Comparison) -> Period:
    """Return `month` up to the day that the month of `comparison` has come to."""
    if not comparison.is_running:
        return month
    days = datetime.timedelta(days=comparison.so_far.days)
    return Period(month.start, min(month.start + days, month.end))


def _total(user: User, period: Period) -> Total:
    return by_day(user, period).within(period).total(user.home_currency)


def _day_totals(days: Days, month: Month, currency: str) -> list[DayTotal]:
    return [DayTotal(day, days.within(day).total(currency)) for day in split(month)]


def _tag_totals(user: User, month: Month) -> list[TagTotal]:
    """Return the sum of each tag, the largest first; an expense with two tags counts under both."""
    rows = _OF_TAGS.run(user, start=month.start, end=month.end)
    found = [
        TagTotal(tag_id, name, Tally(to_amount(amount), count, valued).total(user.home_currency))
        for tag_id, name, amount, count, valued in rows
    ]
    return sorted(found, key=lambda entry: (-entry.spent.amount, entry.name))


_OF_TAGS = Prepared(
    lambda: (
        Expense.objects.for_user(WHOEVER)
        .between(day_slot("start"), day_slot("end"))
        .order_by()
        .filter(expensetag__owner=WHOEVER.pk)
        .values_list("expensetag__tag", "expensetag__tag__name")
        .annotate(**total_aggregates())
    )
)
