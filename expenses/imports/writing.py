"""Checked rows to records of the ledger, each with the line of the bank that it came from."""

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from expenses.activity.models import Activity
from expenses.bulk_insert import MANY_ROWS, NewRecord, common_values, count_anew, insert_records, insert_rows
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.imports.copying import Numbered, numbered
from expenses.imports.linking import Written, link
from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.naming import MadeNames
from expenses.imports.staging import NOTHING_MORE, SAYS_MORE, Kept, More, kept_rows
from expenses.models import Category, Tag
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.splits.recounting import Part
from expenses.wallets.models import Wallet

WRITTEN_AT_ONCE = 10_000
LINE_COLUMNS = ("date", "amount", "text", "bank_id", "format")


class Writer:
    """Writes rows into one wallet inside the transaction of the import, without categories and tags that are gone."""

    def __init__(self, source: StatementImport, wallet: Wallet, activity: Activity, more: Mapping[int, More]) -> None:
        self.source, self.owner, self.wallet, self.activity, self.more = source, source.owner, wallet, activity, more
        self.rates = RateBook(self.owner)
        self.special: list[tuple[Kept, NewRecord, int]] = []
        self.given_back: dict[int, int] = {}
        self.categories = set(Category.objects.for_user(self.owner).values_list("pk", "kind"))
        self.tags = set(Tag.objects.for_user(self.owner).values_list("pk", flat=True))

    def write(self, rows: QuerySet[StatementEntry]) -> None:
        """Write the expenses and income that rows of the statement become."""
        named = rows.filter(SAYS_MORE).values_list("kind", "pk") if self.more else ()
        self.names = MadeNames(((kind, self.more[pk]) for kind, pk in named), owner=self.owner, activity=self.activity)
        for kind in (EXPENSE, INCOME):
            with numbered(self.source, kind, self.wallet) as numbers:
                if numbers.count:
                    self._write(rows, kind, numbers)
        self._link()

    def _write(self, rows: QuerySet[StatementEntry], kind: RecordKind, numbers: Numbered) -> None:
        owner, author = self.owner, self.source.created_by
        made: dict[str, Any] = {"owner": owner, "created_by": author, "imported_in": self.activity.pk}
        numbers.copy(common_values(kind, **made))
        if numbers.count >= MANY_ROWS:
            count_anew(kind.model._meta.db_table)
        ids_by_entry = numbers.special_ids()
        pks = list(ids_by_entry)
        for start in range(0, len(pks), WRITTEN_AT_ONCE):
            entries = kept_rows(rows.filter(pk__in=pks[start : start + WRITTEN_AT_ONCE]))
            records = [self.to_record(entry, kind) for entry in entries]
            ids = insert_records(records, kind, ids=[ids_by_entry[entry.pk] for entry in entries], **made)
            self._write_lines(entries, ids, kind)
            if self.more and kind is EXPENSE:
                self.special += zip(entries, records, ids, strict=True)
        if kind is EXPENSE:
            self.given_back = numbers.ids_of(list(self.refunded))

    def _write_lines(self, entries: Sequence[Kept], ids: Sequence[int], kind: RecordKind) -> None:
        """Write what the bank said of each record; of a converted one in the currency that the bank said."""
        pairs = list(zip(ids, entries, strict=True))
        foreign = [pair for pair in pairs if self._is_converted(pair[1])] if self.more else []
        plain = [pair for pair in pairs if not self._is_converted(pair[1])] if foreign else pairs
        said = (
            (pk, entry.date.isoformat(), entry.amount, entry.text, entry.bank_id, self.source.format)
            for pk, entry in plain
        )
        paid = (
            (pk, entry.date.isoformat(), f"{more.original_amount:f}", entry.text, entry.bank_id, self.source.format,
             more.original_currency)
            for pk, entry, more in ((pk, entry, self.more[entry.pk]) for pk, entry in foreign)
        )  # fmt: skip
        constants: dict[str, Any] = {"owner_id": self.owner.pk, "wallet_id": self.wallet.pk}
        columns, table = (f"{kind.name}_id", *LINE_COLUMNS), StatementLine._meta.db_table
        with connection.cursor() as cursor:
            insert_rows(cursor, table, columns, said, constants)
            insert_rows(cursor, table, (*columns, "currency"), paid, constants)

    def _is_converted(self, entry: Kept) -> bool:
        return entry.pk in self.more and self.more[entry.pk].is_converted

    def to_record(self, entry: Kept, kind: RecordKind) -> NewRecord:
        more = self.more.get(entry.pk, NOTHING_MORE) if self.more else NOTHING_MORE
        moved, paid, currency = entry.amount, entry.amount, self.wallet.currency
        if more.original_amount is not None:
            paid, currency = f"{more.original_amount:f}", more.original_currency
        if kind is EXPENSE:
            moved, paid = negated(moved), negated(paid)
        is_known = (entry.category_id, kind.category_kind) in self.categories
        category_id = entry.category_id if is_known else self.names.category(kind.name, more.category_path)
        return NewRecord(
            entry.date, paid, currency, self.worth(paid, currency, entry.date), entry.description,
            category_id, entry.notes, self.known_tags(entry, more), self.wallet.pk, moved,
        )  # fmt: skip

    def worth(self, amount: str, currency: str, day: datetime.date) -> str | None:
        """Return what the amount is at home, None where no rate is known."""
        if currency == self.owner.home_currency:
            return amount
        worth = value_at_home(Decimal(amount), currency, self.owner, day, book=self.rates)
        return None if worth is None else f"{worth:f}"

    def known_tags(self, entry: Kept, more: More) -> Sequence[int]:
        known = [pk for pk in json.loads(entry.tag_ids) if pk in self.tags] if entry.tag_ids != "[]" else ()
        return (*known, *self.names.tags(more.tag_names)) if more.tag_names else known

    @cached_property
    def refunded(self) -> dict[int, tuple[int, int | None]]:
        """Return, by id, the rows of this statement that others give back: place, and the expense that one is."""
        places = [more.refund_of_position for more in self.more.values() if more.refund_of_position is not None]
        rows = StatementEntry.objects.filter(owner_id=self.owner.pk, source=self.source, position__in=places)
        said = rows.values_list("pk", "position", "resembles_kind", "resembles_id") if places else ()
        return {pk: (place, known if kind == EXPENSE.name else None) for pk, place, kind, known in said}

    def _link(self) -> None:
        """Write the parts of splits, and which expense each refund gives back."""
        at: dict[int | None, int | None] = {
            place: self.given_back.get(entry_pk, known) for entry_pk, (place, known) in self.refunded.items()
        }
        said = ((self.more.get(entry.pk, NOTHING_MORE), record, pk) for entry, record, pk in self.special)
        written = [
            Written(pk, record, self._parts(more), more.refund_of_id or at.get(more.refund_of_position))
            for more, record, pk in said
        ]
        link(written, owner=self.owner)

    def _parts(self, more: More) -> list[Part]:
        """Return the parts of a split expense: money out is positive there."""
        return [
            Part(
                category_id if (category_id, EXPENSE.category_kind) in self.categories
                else self.names.category(EXPENSE.name, path),
                -Decimal(amount),
                note,
            )
            for category_id, path, amount, note in more.parts or ()
        ]  # fmt: skip


def negated(amount: str) -> str:
    return amount[1:] if amount.startswith("-") else f"-{amount}"
