"""Which record of the ledger a row of a spreadsheet is: by its id, or by what it says and how often."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from accounts.models import User
from expenses.counting import CountedAs
from expenses.models import Expense
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.spreadsheets.rows import Draft, Key, occurrence_key, scaled

WALLET = ("wallet_id", "wallet_amount")


class Recorded(NamedTuple):
    """A record as the ledger has it. `tags` are ids.

    One that is `is_bound` is split, spread, a refund or refunded: other rows follow from its day, amount, currency and
    category.
    """

    date: datetime.date
    amount: Decimal
    currency: str
    description: str
    category: int | None
    notes: str
    wallet: int | None
    wallet_amount: Decimal | None
    tags: frozenset[int]
    is_bound: bool = False


class Matcher:
    """Finds rows in the live records of a kind, of one person. Each record is found once.

    `claimed_ids` are all ids that the file names: the records they belong to are matched by id alone, so that a second
    equal row without an id is a second record.
    """

    def __init__(self, owner: User, claimed_ids: Collection[int] = (), kind: RecordKind = EXPENSE) -> None:
        self.owner, self.kind = owner, kind
        self.claimed_ids = claimed_ids
        self._counts: Counter[Key] = Counter()
        self._dates_loaded: set[datetime.date] = set()

    def recorded(self, ids: Iterable[int]) -> dict[int, Recorded]:
        """Return the person's live records among `ids`, in three queries; nobody else's, and none that is deleted."""
        # Deleted ones are left out here: asked for live ones, SQLite would read the whole ledger by that index.
        rows = self.kind.model.objects.filter(owner_id=self.owner.pk, pk__in=list(ids)).order_by()
        columns = ("id", "deleted_in_id", "date", "amount", "currency", "description", "category_id", "notes", *WALLET)
        found = {pk: row for pk, deleted_in, *row in rows.values_list(*columns) if deleted_in is None}
        tags: dict[int, set[int]] = {pk: set() for pk in found}
        key = f"{self.kind.name}_id"
        links = self.kind.links.objects.for_user(self.owner).filter(**{f"{key}__in": list(found)})
        for record_id, tag_id in links.values_list(key, "tag_id"):
            tags[record_id].add(tag_id)
        bound = self._bound(found)
        return {pk: Recorded._make([*row, frozenset(tags[pk]), pk in bound]) for pk, row in found.items()}

    def _bound(self, ids: Collection[int]) -> set[int]:
        """Return those of `ids` that are split, spread, refunds or refunded."""
        if not self.kind.can_be_split:
            return set()
        rows = Expense.objects.filter(owner_id=self.owner.pk).order_by()
        linked = rows.filter(pk__in=list(ids)).filter(Q(counted_as__lt=CountedAs.BOTH) | Q(refund_of__isnull=False))
        refunded = rows.filter(refund_of_id__in=list(ids)).values_list("refund_of_id", flat=True)
        return set(linked.values_list("pk", flat=True).union(refunded))

    def load_dates(self, dates: set[datetime.date]) -> None:
        """Read the records of those days that are not known yet, in one query."""
        missing = dates - self._dates_loaded
        if not missing:
            return
        self._dates_loaded |= missing
        rows = self.kind.model.objects.for_user(self.owner).filter(date__in=missing).order_by()
        columns = rows.values_list("id", "date", "amount", "currency", "description")
        self._counts.update(
            (date, scaled(amount), currency, description)
            for pk, date, amount, currency, description in columns.iterator(chunk_size=5_000)
            if pk not in self.claimed_ids
        )

    def take_equal(self, draft: Draft) -> bool:
        """Say whether the ledger has one more record equal to the row than rows before have found."""
        if not self._counts:
            return False
        key = occurrence_key(draft)
        left = self._counts.get(key, 0)
        if left:
            self._counts[key] = left - 1
        return left > 0
