"""What a person sees of their categories at a glance: the tree with counts and this year's sums."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree, Node
from expenses.counting import Basis
from expenses.models import Portion
from expenses.periods import Calendar, Period
from expenses.querysets import PortionQuerySet
from expenses.record_kinds import KINDS, RecordKind
from expenses.totals import Tally, Total, total_aggregates


@dataclass(frozen=True)
class CategoryRow:
    """A category with what it and all below it hold: `record_count` ever, `sum` in the year."""

    node: Node
    record_count: int
    sum: Total

    @property
    def category(self) -> Category:
        return self.node.category

    @property
    def parent_path(self) -> str:
        return self.node.path.removesuffix(self.category.name).rstrip(": ")


class CategoryOverview:
    """All categories of a person for one kind of record, in three queries, or five where records have parts."""

    def __init__(self, user: User, kind: RecordKind, *, today: datetime.date) -> None:
        self.kind = kind
        self.tree = CategoryTree.of(user, kind.category_kind)
        self.year = Calendar.of(user).year_of(today)
        self.currency = user.home_currency
        self._counts = count_records(user, kind)
        self._sums = sums_by_category(user, kind, self.year)

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
        tally = sum((self._sums[pk] for pk in ids), Tally())
        return CategoryRow(node, sum(self._counts[pk] for pk in ids), tally.total(self.currency))


def count_records(user: User, kind: RecordKind) -> Counter[int | None]:
    """Return how many records of the list each category has itself, by its id; those without one under None.

    A split payment counts in each category that it has a part in.
    """
    rows = kind.model.objects.for_user(user).order_by()
    if not kind.can_be_split:
        return Counter(dict(rows.values_list("category").annotate(Count("date"))))
    whole = rows.counted(Basis.PAID).values_list("category").annotate(Count("date"))
    parts = _parts_of(user).values_list("category").annotate(Count("expense", distinct=True))
    return Counter(dict(whole)) + Counter(dict(parts))


def sums_by_category(user: User, kind: RecordKind, year: Period) -> defaultdict[int | None, Tally]:
    """Return the sum of the year in each category itself, by its id."""
    sums: defaultdict[int | None, Tally] = defaultdict(Tally)
    rows = kind.model.objects.for_user(user).order_by()
    if kind.can_be_split:
        days = (year.start, year.end)
        counted = [rows.counted(Basis.PAID).counted_between(*days), _parts_of(user).counted_between(*days)]
    else:
        counted = [rows.between(year.start, year.end)]
    for each in counted:
        for row in each.values("category").annotate(**total_aggregates(day=kind.day)):
            sums[row["category"]] += Tally.of(row)
    return sums


def _parts_of(user: User) -> PortionQuerySet:
    return Portion.objects.for_user(user).counted(Basis.PAID).order_by()


def count_below(user: User, nodes: Iterable[Node]) -> int:
    """Return how many records of the list are in any of the categories."""
    ids = [node.pk for node in nodes]
    whole = sum(kind.model.objects.for_user(user).filter(category__in=ids).count() for kind in KINDS)
    return whole + _parts_of(user).filter(category__in=ids).values("expense").distinct().count()
