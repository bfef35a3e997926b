"""What a person sees of their categories at a glance: the tree with counts and this year's sums."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree, Node
from expenses.models import Expense
from expenses.periods import Year
from expenses.totals import Tally, Total, total_aggregates


@dataclass(frozen=True)
class CategoryRow:
    """A category with what it and all below it hold: `expense_count` ever, `spent` in the year."""

    node: Node
    expense_count: int
    spent: Total

    @property
    def category(self) -> Category:
        return self.node.category

    @property
    def parent_path(self) -> str:
        return self.node.path.removesuffix(self.category.name).rstrip(": ")


class CategoryOverview:
    """All categories of a person in three queries, whatever their number."""

    def __init__(self, user: User, *, today: datetime.date) -> None:
        self.tree = CategoryTree.of(user)
        self.year = Year.of(today)
        self.currency = user.home_currency
        self._counts = count_expenses(user)
        self._spent = spent_by_category(user, self.year)

    @cached_property
    def rows(self) -> list[CategoryRow]:
        """Return the rows that are in use, parents before children."""
        return [self._row(node) for node in self.tree if not node.is_archived]

    @cached_property
    def archived_rows(self) -> list[CategoryRow]:
        return [self._row(node) for node in self.tree if node.is_archived]

    @cached_property
    def uncategorised_count(self) -> int:
        return self._counts[None]

    def _row(self, node: Node) -> CategoryRow:
        ids = [below.pk for below in node.walk()]
        spent = sum((self._spent[pk] for pk in ids), Tally())
        return CategoryRow(node, sum(self._counts[pk] for pk in ids), spent.total(self.currency))


def count_expenses(user: User) -> defaultdict[int | None, int]:
    """Return how many expenses of the list each category has itself, by its id; those without one under None."""
    rows = Expense.objects.for_user(user).order_by().values_list("category").annotate(Count("date"))
    return defaultdict(int, rows)


def spent_by_category(user: User, year: Year) -> defaultdict[int | None, Tally]:
    """Return what was spent in each category itself during the year, by its id."""
    expenses = Expense.objects.for_user(user).between(year.start, year.end).order_by()
    rows = expenses.values("category").annotate(**total_aggregates())
    return defaultdict(Tally, {row["category"]: Tally.of(row) for row in rows})


def count_below(user: User, nodes: Iterable[Node]) -> int:
    """Return how many expenses of the list are in any of the categories."""
    return Expense.objects.for_user(user).filter(category__in=[node.pk for node in nodes]).count()
