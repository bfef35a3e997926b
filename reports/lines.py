"""Single expenses as the reports list them."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.models import Category, Expense
from expenses.periods import Period
from expenses.querysets import ExpenseQuerySet

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


def latest_lines(user: User, period: Period, tree: CategoryTree, *, count: int) -> list[Line]:
    rows = Expense.objects.for_user(user).between(period.start, period.end)
    return _lines(rows.newest_first()[:count], tree)


def biggest_lines(user: User, period: Period, tree: CategoryTree, *, count: int) -> list[Line]:
    """Return the expenses that cost most in the home currency; refunds and those without a rate are none of them."""
    rows = Expense.objects.for_user(user).between(period.start, period.end).filter(home_amount__gt=0)
    return _lines(rows.order_by("-home_amount", "-date", "-id")[:count], tree)


def _lines(expenses: ExpenseQuerySet, tree: CategoryTree) -> list[Line]:
    return [_line(tree, *values) for values in expenses.values_list(*FIELDS)]


def _line(
    tree: CategoryTree,
    pk: int,
    date: datetime.date,
    description: str,
    amount: Decimal,
    currency: str,
    category_id: int | None,
) -> Line:
    node = tree.by_id.get(category_id or 0)
    category, path = (node.category, node.path) if node else (None, "")
    return Line(pk, date, description, amount, currency, category, path)
