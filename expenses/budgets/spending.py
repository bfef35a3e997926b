"""What was spent on each day, by category and by tag: read once for all budgets of a page."""

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

from accounts.models import User
from expenses.budgets.models import Budget
from expenses.categories.tree import CategoryTree
from expenses.counting import Basis
from expenses.models import Expense, Portion
from expenses.periods import Period
from expenses.totals import STORED_STEP, Tally, total_aggregates

BASIS = Basis.PAID
"""A budget is about money that leaves: what is spread over months counts when it is paid."""


class SpentByDay(Protocol):
    """What tells how much was spent in any days."""

    def within(self, start: datetime.date, end: datetime.date) -> Tally:
        """Return the tally from `start` up to, but not including, `end`, which may be the same day."""


Row: TypeAlias = tuple[datetime.date, Decimal, int, int]
"""A day, the sum of it, how many rows that is and how many of them have a rate."""


class Spent:
    """Sums by day, of which any span is told without adding it up again."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take rows in any order, several of a day among them."""
        columns = list(zip(*sorted(rows, key=itemgetter(0)), strict=True)) or [(), (), (), ()]
        self.days: tuple[datetime.date, ...] = columns[0]
        self.sums = list(accumulate(columns[1], initial=Decimal(0)))
        self.counts = list(accumulate(columns[2], initial=0))
        self.valued = list(accumulate(columns[3], initial=0))

    def within(self, start: datetime.date, end: datetime.date) -> Tally:
        first, after = bisect_left(self.days, start), bisect_left(self.days, end)
        total = (self.sums[after] - self.sums[first]).quantize(STORED_STEP)
        return Tally(total, self.counts[after] - self.counts[first], self.valued[after] - self.valued[first])


@dataclass
class Spending:
    """Sums of days, by the category that the payments or their parts carry themselves, and by tag."""

    tree: CategoryTree
    by_category: dict[int | None, list[Row]] = field(default_factory=dict)
    by_tag: dict[int | None, list[Row]] = field(default_factory=dict)

    def of(self, budget: Budget) -> Spent:
        """Return what counts for a budget: a category with all below it, a tag, or everything."""
        if budget.tag_id is not None:
            return Spent(self.by_tag.get(budget.tag_id, ()))
        return self.of_category(budget.category_id)

    def of_category(self, category_id: int | None) -> Spent:
        """Return what was spent in a category and all below it, or in all for None."""
        keys: Iterable[int | None] = self.by_category
        if category_id is not None:
            keys = self.tree.ids_below(category_id)
        return Spent(chain.from_iterable(self.by_category[key] for key in keys if key in self.by_category))


def read_spending(user: User, span: Period, tree: CategoryTree, tag_ids: Collection[int] = ()) -> Spending:
    """Return what counts in `span`: one query for the categories, one more where there are tags to look at."""
    spending = Spending(tree, _by_day(_of_categories(user, span)))
    if tag_ids:
        spending.by_tag = _by_day(_of_tags(user, span, tag_ids))
    return spending


def read_spending_of(user: User, budget: Budget, span: Period, tree: CategoryTree) -> Spending:
    """Return what counts for one budget in `span`, in one query with a row a day: it tells nothing of others."""

    def of(rows: Any, links: str) -> Any:
        if budget.tag_id is not None:
            rows = rows.filter(**{f"{links}__owner": user.pk, f"{links}__tag": budget.tag_id})
        elif budget.category_id is not None:
            rows = rows.filter(category__in=tree.ids_below(budget.category_id))
        return rows.values_list("owner_id", "counted_on")

    days = _by_day(_both(user, span, of)).get(user.pk, [])
    if budget.tag_id is not None:
        return Spending(tree, by_tag={budget.tag_id: days})
    return Spending(tree, by_category={budget.category_id: days})


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


def _by_day(rows: QuerySet) -> dict[int | None, list[Row]]:
    """Return the rows of a query by their key, from the driver's own values: Django takes twice as long for each."""
    sql, params = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    found: dict[int | None, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for key, day, amount, count, valued in cursor.fetchall():
            found[key].append((_to_day(day), _to_amount(amount), count, valued))
    return dict(found)


@lru_cache(maxsize=4096)
def _to_day(value: str | datetime.date) -> datetime.date:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _to_amount(value: float | Decimal | None) -> Decimal:
    """Return a sum without the noise of floating numbers, 0 for none."""
    return Decimal(value or 0).quantize(STORED_STEP)
