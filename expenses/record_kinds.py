"""The two kinds of record, expense and income: the tables they stand in, and what pages and messages call them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse

from expenses.categories.models import Category
from expenses.counting import CountedAs
from expenses.models import Expense, ExpenseTag, Income, IncomeTag


@dataclass(frozen=True)
class RecordKind:
    """One kind of record. `links` are the rows that put a tag on one; `name` begins the names of its addresses."""

    model: type[Any]
    links: type[Any]
    category_kind: Category.Kind
    name: str
    plural: str
    title: str
    icon: str

    @property
    def can_be_split(self) -> bool:
        """Say whether a payment may count in parts, over months, or with the one it gives back."""
        return self.model is Expense

    @property
    def day(self) -> str:
        """Return the column of the day on which a record counts, as it stands in the index of sums."""
        return "counted_on" if self.can_be_split else "date"

    @property
    def lacks_category(self) -> Q:
        """Return the condition that a record has no category; the parts of a split one have them."""
        return Q(category__isnull=True) & self.counts_whole

    @property
    def counts_whole(self) -> Q:
        """Return the condition that a record counts itself: a split payment counts in its parts alone."""
        return Q(counted_as__gt=CountedAs.NEITHER) if self.can_be_split else Q()

    def address(self, page: str, *args: Any, query: dict[str, str] | None = None) -> str:
        """Return the address of a page of this kind: "list", "create", "detail" and so on."""
        return reverse(f"expenses:{self.name}-{page}", args=args, query=query)

    def counted(self, count: int) -> str:
        """Return "1 expense" or "2,000 expenses"."""
        return f"1 {self.name}" if count == 1 else f"{count:,} {self.plural}"


EXPENSE = RecordKind(Expense, ExpenseTag, Category.Kind.EXPENSE, "expense", "expenses", "Expenses", "receipt")
INCOME = RecordKind(Income, IncomeTag, Category.Kind.INCOME, "income", "incomes", "Income", "cash-coin")
KINDS = (EXPENSE, INCOME)


def kind_of(model: type[Model]) -> RecordKind:
    return next(kind for kind in KINDS if kind.model is model)


def kind_named(name: str) -> RecordKind:
    return next(kind for kind in KINDS if kind.name == name)


def kind_of_category(category: Category) -> RecordKind:
    return next(kind for kind in KINDS if kind.category_kind == category.kind)
