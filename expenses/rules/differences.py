"""What rules would change of the records that are there: read newest first, nothing written."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.counting import CountedAs
from expenses.orders import NEWEST_FIRST, order_named
from expenses.paging import SEPARATOR, KeyInvalid
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import KINDS, RecordKind
from expenses.rules.matching import Facts, Outcome, Ruleset

ROWS_AT_ONCE = 2_000
COLUMNS = ("pk", "date", "description", "notes", "amount", "currency", "wallet_id", "category_id")


class RecordRow(NamedTuple):
    """A record as far as rules and their preview need it."""

    pk: int
    date: datetime.date
    description: str
    notes: str
    amount: Decimal
    currency: str
    wallet_id: int | None
    category_id: int | None
    counted_as: int

    @property
    def is_split(self) -> bool:
        """Say whether its parts have the categories."""
        return self.counted_as == CountedAs.NEITHER


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of one record: None leaves alone, `tag_ids` are those that it lacks."""

    kind: RecordKind
    row: RecordRow
    category_id: int | None
    description: str | None
    tag_ids: tuple[int, ...]

    @property
    def key(self) -> str:
        """Return its place in the preview, as an address holds it."""
        return SEPARATOR.join((self.kind.name, self.row.date.isoformat(), str(self.row.pk)))


@dataclass(frozen=True)
class Scan:
    """The records of `owner` that `rules` are asked of: all, or those `only_uncategorised`."""

    rules: Ruleset
    owner: User
    only_uncategorised: bool = False

    def differences(self, kinds: Iterable[RecordKind] = KINDS, *, after: str = "") -> Iterator[Difference]:
        """Yield what would change, expenses before income, each newest first; raise KeyInvalid for a wrong `after`."""
        kinds = list(kinds)
        first, _, key = after.partition(SEPARATOR)
        names = [kind.name for kind in kinds]
        if after and first not in names:
            raise KeyInvalid
        for kind in kinds[names.index(first) if after else 0 :]:
            yield from self._of_kind(kind, key if kind.name == first else "")

    def _of_kind(self, kind: RecordKind, key: str) -> Iterator[Difference]:
        rows = self._rows(kind, key)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            yield from self._of_batch(kind, batch)

    def _rows(self, kind: RecordKind, key: str) -> Iterator[RecordRow]:
        records: RecordQuerySet = kind.model.objects.for_user(self.owner)
        if self.only_uncategorised:
            records = records.filter(kind.lacks_category)
        order = order_named(NEWEST_FIRST, CategoryTree([]))
        ordered = order.sort(records.filter(order.after(key)) if key else records)
        columns = (*COLUMNS, "counted_as") if kind.can_be_split else COLUMNS
        for values in ordered.values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE):
            counted_as = values[-1] if kind.can_be_split else CountedAs.BOTH
            yield RecordRow._make((*values[: len(COLUMNS)], counted_as))

    def _of_batch(self, kind: RecordKind, batch: list[RecordRow]) -> Iterator[Difference]:
        outcomes = {row.pk: self.rules.outcome(facts_of(row, kind)) for row in batch}
        present = self._tags_on(kind, outcomes)
        for row in batch:
            difference = compare(kind, row, outcomes[row.pk], present[row.pk])
            if difference is not None:
                yield difference

    def _tags_on(self, kind: RecordKind, outcomes: dict[int, Outcome]) -> defaultdict[int, set[int]]:
        """Return which tags the records that rules would tag have already, in one query or none."""
        tagged = [pk for pk, outcome in outcomes.items() if outcome.tag_ids]
        present: defaultdict[int, set[int]] = defaultdict(set)
        if tagged:
            name = f"{kind.name}_id"
            links = kind.links.objects.for_user(self.owner).filter(**{f"{name}__in": tagged})
            for pk, tag_id in links.values_list(name, "tag_id"):
                present[pk].add(tag_id)
        return present


def facts_of(row: RecordRow, kind: RecordKind) -> Facts:
    return Facts(kind.name, row.description, row.amount, row.wallet_id, row.notes)


def compare(kind: RecordKind, row: RecordRow, outcome: Outcome, present: set[int]) -> Difference | None:
    """Return what `outcome` changes of the record, None for nothing. A split one has no category of its own."""
    category_id = None if row.is_split or outcome.category_id == row.category_id else outcome.category_id
    description = None if outcome.description == row.description else outcome.description
    tag_ids = tuple(tag for tag in outcome.tag_ids if tag not in present)
    if category_id is None and description is None and not tag_ids:
        return None
    return Difference(kind, row, category_id, description, tag_ids)
