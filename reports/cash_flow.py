"""What came in, beside what was spent: cash flow and savings rate."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree
from expenses.periods import Period
from expenses.prepared import Prepared, day_slot, to_amount, to_day
from expenses.querysets import RecordQuerySet
from expenses.search.search import Search
from expenses.totals import Tally, Total, total_aggregates
from reports.narrowing import income, kept
from reports.tallies import Days

UNCATEGORISED = "Uncategorised"


@dataclass(frozen=True)
class CashFlow:
    """What came in during a period, and what was spent in it, in the same currency."""

    income: Total
    spent: Total

    @property
    def has_income(self) -> bool:
        return self.income.count > 0

    @property
    def net(self) -> Decimal:
        """Return what is left: negative where more was spent than came in."""
        return self.income.amount - self.spent.amount

    @property
    def saved_per_mille(self) -> int | None:
        """Return the savings rate, of what came in; None where nothing came in."""
        if self.income.amount <= 0:
            return None
        return int((self.net * 1000 / self.income.amount).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class Source:
    """Income of one category itself; `category` None is what has none."""

    category: Category | None
    name: str
    tally: Tally
    currency: str

    @property
    def income(self) -> Total:
        return self.tally.total(self.currency)


def income_by_day(user: User, period: Period, search: Search | None = None) -> Days:
    """Return the tallies of income on the days of `period`, in one query."""
    rows = _of_days(search=search).run(user, start=period.start, end=period.end)
    return Days((to_day(day), to_amount(amount), count, valued) for day, amount, count, valued in rows)


@kept
def _of_days(search: Search | None = None) -> Prepared:
    return Prepared(
        lambda: _income(search).order_by("date").values_list("date").annotate(**total_aggregates(day="date"))
    )


def sources_of(user: User, period: Period, search: Search | None = None) -> list[Source]:
    """Return where the income of `period` came from, the largest first, in two queries."""
    rows = _of_categories(search=search).run(user, start=period.start, end=period.end)
    if not rows:
        return []
    tree = CategoryTree.of(user, Category.Kind.INCOME)
    found = [_source(tree, pk, Tally(to_amount(amount), count, valued), user) for pk, amount, count, valued in rows]
    return sorted(found, key=lambda source: (-source.tally.sum, source.name))


def _source(tree: CategoryTree, category_id: int | None, tally: Tally, user: User) -> Source:
    node = tree.by_id.get(category_id or 0)
    category, name = (node.category, node.path) if node else (None, UNCATEGORISED)
    return Source(category, name, tally, user.home_currency)


@kept
def _of_categories(search: Search | None = None) -> Prepared:
    return Prepared(
        lambda: _income(search).order_by().values_list("category_id").annotate(**total_aggregates(day="date"))
    )


def _income(search: Search | None) -> RecordQuerySet:
    return income(search).between(day_slot("start"), day_slot("end"))
