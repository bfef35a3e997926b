"""Single expenses as the reports list them."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.models import Category
from expenses.periods import Period
from expenses.prepared import Prepared, day_slot, to_amount, to_day
from expenses.querysets import ExpenseQuerySet
from expenses.search.search import Search
from reports.narrowing import kept, payments

FIELDS = ("id", "date", "description", "amount", "currency", "category_id")


@dataclass(frozen=True)
class Line:
    """An expense with its category, whose `path` reads "Food: Groceries"."""

    pk: int
    date: datetime.date
    description: str
    amount: Decimal
    currency: str
    category: Category | None
    path: str


def latest_lines(
    user: User, period: Period, tree: CategoryTree, *, count: int, search: Search | None = None
) -> list[Line]:
    return _lines(_latest(count, search=search), user, period, tree)


def biggest_lines(
    user: User, period: Period, tree: CategoryTree, *, count: int, search: Search | None = None
) -> list[Line]:
    """Return the expenses that cost most in the home currency; refunds and those without a rate are none of them."""
    return _lines(_biggest(count, search=search), user, period, tree)


@kept
def _latest(count: int, search: Search | None = None) -> Prepared:
    return Prepared(lambda: _of_period(search).newest_first()[:count].values_list(*FIELDS))


@kept
def _biggest(count: int, search: Search | None = None) -> Prepared:
    by_size = ("-home_amount", "-date", "-id")
    return Prepared(lambda: _costly(search).order_by(*by_size)[:count].values_list(*FIELDS))


def _costly(search: Search | None) -> ExpenseQuerySet:
    return _of_period(search).filter(home_amount__gt=0)


def _of_period(search: Search | None) -> ExpenseQuerySet:
    return payments(search).between(day_slot("start"), day_slot("end"))


def _lines(query: Prepared, user: User, period: Period, tree: CategoryTree) -> list[Line]:
    return [_line(tree, *values) for values in query.run(user, start=period.start, end=period.end)]


def _line(
    tree: CategoryTree,
    pk: int,
    date: str | datetime.date,
    description: str,
    amount: float | Decimal,
    currency: str,
    category_id: int | None,
) -> Line:
    node = tree.by_id.get(category_id or 0)
    category, path = (node.category, node.path) if node else (None, "")
    return Line(pk, to_day(date), description, to_amount(amount), currency, category, path)
