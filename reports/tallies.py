"""What the database adds up for the reports, each in one pass over the index of sums.

Days are grouped in the index's own order, without sorting; months and other spans are then made of a few hundred days.
On SQLite that takes a ninth of the time of a conditional sum and count for each of twelve months.
"""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate, pairwise
from typing import TypeAlias

from django.db.models import Case, SmallIntegerField, Value, When

from accounts.models import User
from expenses.models import Expense
from expenses.periods import Period
from expenses.totals import Tally, total_aggregates
from reports.prepared import WHOEVER, Prepared, day_slot, to_amount, to_day

BETWEEN = -1

ByCategory: TypeAlias = Mapping[int | None, Tally]
"""Tallies by the id of the category that the expenses carry themselves; None is what has no category."""


def by_category(user: User, spans: Sequence[Period]) -> list[ByCategory]:
    """Return for each of `spans` the tallies of the person's expenses by category.

    The spans stand in order and share no day. It is one query, in which each expense is counted once, in its span.
    """
    gaps = tuple(after.start > span.end for span, after in pairwise(spans))
    days = {f"start_{place}": span.start for place, span in enumerate(spans)}
    days |= {f"end_{place}": span.end for place, span in enumerate(spans)}
    found: list[dict[int | None, Tally]] = [{} for _ in spans]
    for category_id, place, amount, count, valued in _of_categories(gaps).run(user, **days):
        if place != BETWEEN:
            found[place][category_id] = Tally(to_amount(amount), count, valued)
    return [*found]


@cache
def _of_categories(gaps: tuple[bool, ...]) -> Prepared:
    """Return the query of (category, span, tally) for spans with a gap behind those that `gaps` names."""
    return Prepared(
        lambda: (
            Expense.objects.for_user(WHOEVER)
            .between(day_slot("start_0"), day_slot(f"end_{len(gaps)}"))
            .order_by()
            .annotate(place=_place(gaps))
            .values_list("category_id", "place")
            .annotate(**total_aggregates())
        )
    )


def _place(gaps: tuple[bool, ...]) -> Case:
    """Return the place in the spans of an expense between their first day and their last, BETWEEN for one in a gap."""
    ends = [When(date__lt=day_slot("end_0"), then=Value(0))]
    for place, is_gap in enumerate(gaps, 1):
        if is_gap:
            ends.append(When(date__lt=day_slot(f"start_{place}"), then=Value(BETWEEN)))
        ends.append(When(date__lt=day_slot(f"end_{place}"), then=Value(place)))
    return Case(*ends, output_field=SmallIntegerField())


def by_day(user: User, period: Period) -> "Days":
    """Return the tallies of the days of `period`, in one query."""
    rows = _OF_DAYS.run(user, start=period.start, end=period.end)
    return Days((to_day(day), to_amount(amount), count, valued) for day, amount, count, valued in rows)


_OF_DAYS = Prepared(
    lambda: (
        Expense.objects.for_user(WHOEVER)
        .between(day_slot("start"), day_slot("end"))
        .order_by("date")
        .values_list("date")
        .annotate(**total_aggregates())
    )
)


class Days:
    """Tallies by day, those of any span of days at hand without adding them up again."""

    def __init__(self, rows: Iterable[tuple[datetime.date, Decimal, int, int]]) -> None:
        """Take (day, sum, count, valued) in the order of the days."""
        columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
        self.dates, sums, counts, valued = columns
        self.sums = list(accumulate(sums, initial=Decimal(0)))
        self.counts = list(accumulate(counts, initial=0))
        self.valued = list(accumulate(valued, initial=0))

    def within(self, period: Period) -> Tally:
        first, after = bisect_left(self.dates, period.start), bisect_left(self.dates, period.end)
        return Tally(
            self.sums[after] - self.sums[first],
            self.counts[after] - self.counts[first],
            self.valued[after] - self.valued[first],
        )
