"""The summary of one month: what was spent, on what, on which days, under which tags, and against other months."""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis
from expenses.periods import Month, Period
from expenses.prepared import WHOEVER, Prepared, day_slot, to_amount
from expenses.search.search import Search
from expenses.totals import Tally, Total, total_aggregates
from reports.breakdown import Breakdown, read_breakdown
from reports.cash_flow import CashFlow, Source, sources_of
from reports.comparison import Comparison
from reports.difference import Difference
from reports.lines import Line, biggest_lines
from reports.narrowing import expenses, kept, portions, tells_parts_apart
from reports.pace import split
from reports.tallies import Days, by_day

BIGGEST = 10


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
    sources: list[Source]
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
    def cash_flow(self) -> CashFlow:
        income = sum((source.tally for source in self.sources), Tally())
        return CashFlow(income.total(self.currency), self.spent)

    @property
    def against_before(self) -> Difference:
        return Difference(self.breakdown.so_far, self.breakdown.before)

    @property
    def against_last_year(self) -> Difference:
        return Difference(self.breakdown.so_far, self.last_year)


def read_month(
    user: User, month: Month, *, today: datetime.date, basis: Basis = Basis.PAID, search: Search | None = None
) -> MonthSummary:
    """Return the summary of `month` for the person whose day it is `today`, in eight queries."""
    comparison = Comparison(month, today)
    tree = CategoryTree.of(user)
    last_year_month = month.year_before()
    currency = user.home_currency
    return MonthSummary(
        comparison=comparison,
        last_year_month=last_year_month,
        currency=currency,
        breakdown=read_breakdown(user, comparison, tree, basis, search),
        sources=sources_of(user, month, search),
        last_year=_total(user, _as_far(last_year_month, comparison), basis, search),
        days=_day_totals(by_day(user, month, basis, search), month, currency),
        biggest=biggest_lines(user, month, tree, count=BIGGEST, search=search),
        tags=_tag_totals(user, month, basis, search),
    )


def _as_far(month: Month, comparison: Comparison) -> Period:
    """Return `month` up to the day that the month of `comparison` has come to."""
    if not comparison.is_running:
        return month
    days = datetime.timedelta(days=comparison.so_far.days)
    return Period(month.start, min(month.start + days, month.end))


def _total(user: User, period: Period, basis: Basis, search: Search | None) -> Total:
    return by_day(user, period, basis, search).within(period).total(user.home_currency)


def _day_totals(days: Days, month: Month, currency: str) -> list[DayTotal]:
    return [DayTotal(day, days.within(day).total(currency)) for day in split(month)]


def _tag_totals(user: User, month: Month, basis: Basis, search: Search | None) -> list[TagTotal]:
    """Return the sum of each tag, the largest first; an expense with two tags counts under both."""
    found: dict[tuple[int, str], Tally] = {}
    rows = _of_tags(basis, search=search).run(user, start=month.start, end=month.end)
    for tag_id, name, amount, count, valued in rows:
        found[tag_id, name] = found.get((tag_id, name), Tally()) + Tally(to_amount(amount), count, valued)
    totals = [TagTotal(tag_id, name, tally.total(user.home_currency)) for (tag_id, name), tally in found.items()]
    return sorted(totals, key=lambda entry: (-entry.spent.amount, entry.name))


@kept
def _of_tags(basis: Basis, search: Search | None = None) -> Prepared:
    def of(rows: Any, links: str) -> Any:
        counted = rows.counted_between(day_slot("start"), day_slot("end")).filter(**{f"{links}__owner": WHOEVER.pk})
        tags = counted.order_by().values_list(f"{links}__tag", f"{links}__tag__name")
        return tags.annotate(**total_aggregates(day="counted_on"))

    if basis is Basis.PAID and not tells_parts_apart(search):
        # The parts of a split have its tags and its day: whole payments say the same.
        return Prepared(lambda: of(expenses(search), "expensetag"))
    whole, parts = expenses(search).counted(basis), portions(search).counted(basis)
    return Prepared(lambda: of(whole, "expensetag").union(of(parts, "expense__expensetag"), all=True))
