"""What was spent on each day, by category and by tag: read once for all budgets of a page."""

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Protocol

from accounts.models import User
from expenses.budgets.models import Budget
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis
from expenses.models import Expense, Portion
from expenses.periods import Period
from expenses.totals import Tally, total_aggregates

BASIS = Basis.PAID
"""A budget is about money that leaves: what is spread over months counts when it is paid."""


class SpentByDay(Protocol):
    """What tells how much was spent in any days."""

    def within(self, start: datetime.date, end: datetime.date) -> Tally:
        """Return the tally from `start` up to, but not including, `end`, which may be the same day."""


class Spent:
    """Tallies by day, of which any span is told without adding it up again."""

    def __init__(self, by_day: Mapping[datetime.date, Tally]) -> None:
        self.days = sorted(by_day)
        self.sums = list(accumulate((by_day[day] for day in self.days), initial=Tally()))

    def within(self, start: datetime.date, end: datetime.date) -> Tally:
        return self.sums[bisect_left(self.days, end)] - self.sums[bisect_left(self.days, start)]


@dataclass
class Spending:
    """Tallies of days, by the category that the payments or their parts carry themselves, and by tag."""

    tree: CategoryTree
    by_category: dict[int | None, dict[datetime.date, Tally]] = field(default_factory=dict)
    by_tag: dict[int | None, dict[datetime.date, Tally]] = field(default_factory=dict)

    def of(self, budget: Budget) -> Spent:
        """Return what counts for a budget: a category with all below it, a tag, or everything."""
        if budget.tag_id is not None:
            return Spent(self.by_tag.get(budget.tag_id, {}))
        return self.of_category(budget.category_id)

    def of_category(self, category_id: int | None) -> Spent:
        """Return what was spent in a category and all below it, or in all for None."""
        keys: Iterable[int | None] = self.by_category
        if category_id is not None:
            keys = self.tree.ids_below(category_id)
        return Spent(_merge(self.by_category[key] for key in keys if key in self.by_category))


def read_spending(user: User, span: Period, tree: CategoryTree, tag_ids: Collection[int] = ()) -> Spending:
    """Return what counts in `span`: one query for the categories, one more where there are tags to look at."""
    spending = Spending(tree, _by_day(_of_categories(user, span)))
    if tag_ids:
        spending.by_tag = _by_day(_of_tags(user, span, tag_ids))
    return spending


def _of_categories(user: User, span: Period) -> Any:
    return _both(user, span, lambda rows, _: rows.values_list("category_id", "counted_on"))


def _of_tags(user: User, span: Period, tag_ids: Collection[int]) -> Any:
    def of(rows: Any, links: str) -> Any:
        tagged = rows.filter(**{f"{links}__owner": user.pk, f"{links}__tag__in": tag_ids})
        return tagged.values_list(f"{links}__tag", "counted_on")

    return _both(user, span, of)


def _both(user: User, span: Period, group: Any) -> Any:
    """Return the rows of payments that count whole, and of the parts of those that do not, in one query."""

    def of(rows: Any, links: str) -> Any:
        counted = rows.counted(BASIS).counted_between(span.start, span.end).order_by()
        return group(counted, links).annotate(**total_aggregates(day="counted_on"))

    parts = of(Portion.objects.for_user(user), "expense__expensetag")
    return of(Expense.objects.for_user(user), "expensetag").union(parts, all=True)


def _by_day(rows: Iterable[tuple[Any, ...]]) -> dict[int | None, dict[datetime.date, Tally]]:
    found: dict[int | None, dict[datetime.date, Tally]] = defaultdict(dict)
    for key, day, amount, count, valued in rows:
        tally = Tally.of({"sum": amount, "count": count, "valued": valued})
        known = found[key].get(day)
        found[key][day] = known + tally if known else tally
    return dict(found)


def _merge(parts: Iterable[Mapping[datetime.date, Tally]]) -> dict[datetime.date, Tally]:
    merged: dict[datetime.date, Tally] = {}
    for part in parts:
        for day, tally in part.items():
            merged[day] = merged[day] + tally if day in merged else tally
    return merged
