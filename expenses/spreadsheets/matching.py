"""Which expense of the ledger a row of a spreadsheet is: by its id, or by what it says and how often."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from accounts.models import User
from expenses.counting import CountedAs
from expenses.models import Expense, ExpenseTag
from expenses.spreadsheets.rows import Draft, Key, occurrence_key, scaled


class Recorded(NamedTuple):
    """An expense as the ledger has it. `tags` are ids.

    One that is `is_bound` is split, spread, a refund or refunded: other rows follow from its day, amount, currency and
    category.
    """

    date: datetime.date
    amount: Decimal
    currency: str
    description: str
    category: int | None
    notes: str
    tags: frozenset[int]
    is_bound: bool = False


class Matcher:
    """Finds rows in the live expenses of one person. Each expense is found once.

    `claimed_ids` are all ids that the file names: the expenses they belong to are matched by id alone, so that a second
    equal row without an id is a second expense.
    """

    def __init__(self, owner: User, claimed_ids: Collection[int] = ()) -> None:
        self.owner = owner
        self.claimed_ids = claimed_ids
        self._counts: Counter[Key] = Counter()
        self._dates_loaded: set[datetime.date] = set()

    def recorded(self, ids: Iterable[int]) -> dict[int, Recorded]:
        """Return the person's live expenses among `ids`, in three queries; nobody else's, and none that is deleted."""
        # Deleted ones are left out here: asked for live ones, SQLite would read the whole ledger by that index.
        rows = Expense.objects.filter(owner_id=self.owner.pk, pk__in=list(ids)).order_by()
        columns = ("id", "deleted_in_id", "date", "amount", "currency", "description", "category_id", "notes")
        found = {pk: row for pk, deleted_in, *row in rows.values_list(*columns) if deleted_in is None}
        tags: dict[int, set[int]] = {pk: set() for pk in found}
        links = ExpenseTag.objects.for_user(self.owner).filter(expense_id__in=list(found))
        for expense_id, tag_id in links.values_list("expense_id", "tag_id"):
            tags[expense_id].add(tag_id)
        bound = self._bound(found)
        return {pk: Recorded._make([*row, frozenset(tags[pk]), pk in bound]) for pk, row in found.items()}

    def _bound(self, ids: Collection[int]) -> set[int]:
        """Return those of `ids` that are split, spread, refunds or refunded."""
        rows = Expense.objects.filter(owner_id=self.owner.pk).order_by()
        linked = rows.filter(pk__in=list(ids)).filter(Q(counted_as__lt=CountedAs.BOTH) | Q(refund_of__isnull=False))
        refunded = rows.filter(refund_of_id__in=list(ids)).values_list("refund_of_id", flat=True)
        return set(linked.values_list("pk", flat=True).union(refunded))

    def load_dates(self, dates: set[datetime.date]) -> None:
        """Read the expenses of those days that are not known yet, in one query."""
        missing = dates - self._dates_loaded
        if not missing:
            return
        self._dates_loaded |= missing
        rows = Expense.objects.for_user(self.owner).filter(date__in=missing).order_by()
        columns = rows.values_list("id", "date", "amount", "currency", "description")
        self._counts.update(
            (date, scaled(amount), currency, description)
            for pk, date, amount, currency, description in columns.iterator(chunk_size=5_000)
            if pk not in self.claimed_ids
        )

    def take_equal(self, draft: Draft) -> bool:
        """Say whether the ledger has one more expense equal to the row than rows before have found."""
        if not self._counts:
            return False
        key = occurrence_key(draft)
        left = self._counts.get(key, 0)
        if left:
            self._counts[key] = left - 1
        return left > 0
