"""Checked rows to records of the ledger, each with the line of the bank that it came from."""

import datetime
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from expenses.activity.models import Activity
from expenses.bulk_insert import NewRecord, insert_records, insert_rows
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.imports.models import StatementImport, StatementLine
from expenses.imports.staging import Kept
from expenses.models import Category, Tag
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.wallets.models import Wallet

WRITTEN_AT_ONCE = 50_000
LINE_COLUMNS = ("date", "amount", "text", "bank_id", "format")


class Writer:
    """Writes rows into one wallet inside the transaction of the import, without categories and tags that are gone."""

    def __init__(self, source: StatementImport, wallet: Wallet, activity: Activity) -> None:
        self.source, self.owner, self.wallet, self.activity = source, source.owner, wallet, activity
        self.rates = RateBook(self.owner)
        self.categories = set(Category.objects.for_user(self.owner).values_list("pk", "kind"))
        self.tags = set(Tag.objects.for_user(self.owner).values_list("pk", flat=True))

    def write(self, entries: Sequence[Kept]) -> None:
        for kind in (EXPENSE, INCOME):
            of_kind = [entry for entry in entries if entry.kind == kind.name]
            for start in range(0, len(of_kind), WRITTEN_AT_ONCE):
                self._write(of_kind[start : start + WRITTEN_AT_ONCE], kind)

    def _write(self, entries: Sequence[Kept], kind: RecordKind) -> None:
        records = [self.to_record(entry, kind) for entry in entries]
        ids = insert_records(
            records, kind, owner=self.owner, created_by=self.source.created_by, imported_in=self.activity.pk
        )
        with connection.cursor() as cursor:
            lines = (
                (pk, entry.date.isoformat(), entry.amount, entry.text, entry.bank_id, self.source.format)
                for pk, entry in zip(ids, entries, strict=True)
            )
            constants: dict[str, Any] = {"owner_id": self.owner.pk, "wallet_id": self.wallet.pk}
            insert_rows(cursor, StatementLine._meta.db_table, (f"{kind.name}_id", *LINE_COLUMNS), lines, constants)

    def to_record(self, entry: Kept, kind: RecordKind) -> NewRecord:
        amount = negated(entry.amount) if kind is EXPENSE else entry.amount
        is_known = (entry.category_id, kind.category_kind) in self.categories
        return NewRecord(
            entry.date, amount, self.wallet.currency, self.worth(amount, entry.date), entry.description,
            entry.category_id if is_known else None, entry.notes, self.known_tags(entry), self.wallet.pk, amount,
        )  # fmt: skip

    def worth(self, amount: str, day: datetime.date) -> str | None:
        """Return what the amount is at home, None where no rate is known."""
        if self.wallet.currency == self.owner.home_currency:
            return amount
        worth = value_at_home(Decimal(amount), self.wallet.currency, self.owner, day, book=self.rates)
        return None if worth is None else f"{worth:f}"

    def known_tags(self, entry: Kept) -> Sequence[int]:
        return [pk for pk in json.loads(entry.tag_ids) if pk in self.tags] if entry.tag_ids != "[]" else ()


def negated(amount: str) -> str:
    return amount[1:] if amount.startswith("-") else f"-{amount}"
