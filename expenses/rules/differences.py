"""What rules would change of the records that are there: read newest first, nothing written."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.counting import CountedAs
from expenses.orders import NEWEST_FIRST, order_named
from expenses.paging import SEPARATOR, KeyInvalid
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import KINDS, RecordKind
from expenses.rules.matching import NOTHING, Facts, Outcome, Ruleset

NEWEST = order_named(NEWEST_FIRST, CategoryTree([]))
ROWS_AT_ONCE = 2_000
COLUMNS = ("pk", "description", "wallet_id", "category_id")


class RecordRow(NamedTuple):
    """A record as far as rules may change it."""

    pk: int
    description: str
    wallet_id: int | None
    category_id: int | None
    is_split: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of one record: None leaves alone, `tag_ids` are those that it lacks."""

    kind: RecordKind
    row: RecordRow
    category_id: int | None
    description: str | None
    tag_ids: tuple[int, ...]


@dataclass(frozen=True)
class Scan:
    """The records of `owner` that `rules` are asked of: all, or those `only_uncategorised`."""

    rules: Ruleset
    owner: User
    only_uncategorised: bool = False

    def differences(self, kinds: Iterable[RecordKind] = KINDS, *, after: str = "") -> Iterator[Difference]:
        """Yield what would change, expenses before income, each newest first, behind the record that `after` names.

        Raises KeyInvalid where it names none.
        """
        kinds = list(kinds)
        first, _, key = after.partition(SEPARATOR)
        names = [kind.name for kind in kinds]
        if after and first not in names:
            raise KeyInvalid
        for kind in kinds[names.index(first) if after else 0 :]:
            yield from self._of_kind(kind, key if kind.name == first else "")

    def _of_kind(self, kind: RecordKind, key: str) -> Iterator[Difference]:
        records = self._read(kind, key)
        while batch := list(islice(records, ROWS_AT_ONCE)):
            yield from self._of_batch(kind, batch)

    def _read(self, kind: RecordKind, key: str) -> Iterator[tuple[RecordRow, Outcome]]:
        """Yield each record with what the rules say of it. Amounts and notes are read only where a rule asks."""
        records: RecordQuerySet = kind.model.objects.for_user(self.owner)
        if self.only_uncategorised:
            records = records.filter(kind.lacks_category)
        ordered = NEWEST.sort(records.filter(NEWEST.after(key)) if key else records)
        asked = [name for name in ("amount", "notes") if name in self.rules.needs]
        split = ["counted_as"] if kind.can_be_split else []
        for pk, description, wallet_id, category_id, *more in ordered.values_list(*COLUMNS, *split, *asked).iterator(
            chunk_size=ROWS_AT_ONCE
        ):
            facts = Facts(
                kind.name, description, wallet_id=wallet_id, **dict(zip(asked, more[len(split) :], strict=True))
            )
            is_split = bool(split) and more[0] == CountedAs.NEITHER
            yield RecordRow(pk, description, wallet_id, category_id, is_split), self.rules.outcome(facts)

    def _of_batch(self, kind: RecordKind, batch: list[tuple[RecordRow, Outcome]]) -> Iterator[Difference]:
        fitting = [(row, outcome) for row, outcome in batch if outcome is not NOTHING]
        present = self._tags_on(kind, [row.pk for row, outcome in fitting if outcome.tag_ids])
        for row, outcome in fitting:
            difference = compare(kind, row, outcome, present[row.pk])
            if difference is not None:
                yield difference

    def _tags_on(self, kind: RecordKind, ids: list[int]) -> defaultdict[int, set[int]]:
        """Return which tags records have already, in one query, or none where there are no records."""
        present: defaultdict[int, set[int]] = defaultdict(set)
        if ids:
            name = f"{kind.name}_id"
            links = kind.links.objects.for_user(self.owner).filter(**{f"{name}__in": ids})
            for pk, tag_id in links.values_list(name, "tag_id"):
                present[pk].add(tag_id)
        return present


def key_of(kind: RecordKind, day: datetime.date, pk: int) -> str:
    """Return the place of a record among the differences, as an address holds it."""
    return SEPARATOR.join((kind.name, day.isoformat(), str(pk)))


def compare(kind: RecordKind, row: RecordRow, outcome: Outcome, present: set[int]) -> Difference | None:
    """Return what `outcome` changes of the record, None for nothing. A split one has no category of its own."""
    category_id = None if row.is_split or outcome.category_id == row.category_id else outcome.category_id
    description = None if outcome.description == row.description else outcome.description
    tag_ids = tuple(tag for tag in outcome.tag_ids if tag not in present)
    if category_id is None and description is None and not tag_ids:
        return None
    return Difference(kind, row, category_id, description, tag_ids)
