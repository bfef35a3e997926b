"""Single expenses as the reports list them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.models import Category, Expense
from expenses.periods import Period
from expenses.querysets import ExpenseQuerySet


@dataclass(frozen=True)
class Line:
    """An expense with its category, whose path reads "Food: Groceries"."""

    expense: Expense
    category: Category | None
    path: str


def latest_lines(user: User, period: Period, tree: CategoryTree, *, count: int) -> list[Line]:
    rows = _rows(user, period).order_by("-date", "-id")
    return _lines(rows[:count], tree)


def biggest_lines(user: User, period: Period, tree: CategoryTree, *, count: int) -> list[Line]:
    """Return the expenses that cost most in the home currency; refunds and those without a rate are none of them."""
    rows = _rows(user, period).filter(home_amount__gt=0).order_by(F("home_amount").desc(), "-date", "-id")
    return _lines(rows[:count], tree)


def _rows(user: User, period: Period) -> ExpenseQuerySet:
    return Expense.objects.for_user(user).between(period.start, period.end).defer("notes")


def _lines(expenses: Iterable[Expense], tree: CategoryTree) -> list[Line]:
    nodes = [(expense, tree.by_id.get(expense.category_id or 0)) for expense in expenses]
    return [Line(expense, node.category if node else None, node.path if node else "") for expense, node in nodes]
