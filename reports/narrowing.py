"""The rows that a report is about: all of a person, or those that a search of theirs finds."""

from collections.abc import Callable
from functools import cache

from expenses.models import Expense, Income, Portion
from expenses.prepared import WHOEVER, Prepared
from expenses.querysets import ExpenseQuerySet, PortionQuerySet, RecordQuerySet
from expenses.record_kinds import EXPENSE, INCOME
from expenses.search.search import Search


def kept(build: Callable[..., Prepared]) -> Callable[..., Prepared]:
    """Write the query of each way to call `build` once; that of a search, which may be any, each time."""
    usual = cache(build)

    def of(*ways: object, search: Search | None = None) -> Prepared:
        return usual(*ways) if search is None else build(*ways, search=search)

    return of


def expenses(search: Search | None) -> ExpenseQuerySet:
    """Return the payments that are as the search asks themselves, in their own category."""
    rows = Expense.objects.for_user(WHOEVER)
    return rows if search is None else rows.filter(search.of_records(EXPENSE))


def portions(search: Search | None) -> PortionQuerySet:
    rows = Portion.objects.for_user(WHOEVER)
    return rows if search is None else rows.filter(search.of_parts())


def payments(search: Search | None) -> ExpenseQuerySet:
    """Return the payments that a list of them shows: those too of which a part is as the search asks."""
    rows = Expense.objects.for_user(WHOEVER)
    return rows if search is None else rows.filter(search.of_payments())


def income(search: Search | None) -> RecordQuerySet:
    rows = Income.objects.for_user(WHOEVER)
    return rows if search is None else rows.filter(search.of_records(INCOME))


def tells_parts_apart(search: Search | None) -> bool:
    """Say whether of a split payment some parts may count and others not, so that it cannot count whole."""
    return search is not None and search.is_about_categories
