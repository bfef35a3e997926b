"""Checked rows numbered as records, and those that say nothing special copied into the ledger by the database itself.

On its way through Python a row takes longer than the database needs to write it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Case, Q, Value, When

from expenses.bulk_insert import last_id
from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.staging import SAYS_MORE, wanted_entries
from expenses.raw_rows import as_text
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.wallets.models import Wallet

ENTRIES = StatementEntry._meta.db_table
CREATE = """
CREATE TEMPORARY TABLE expenses_numbered (record_id {identity}, entry_id bigint NOT NULL, is_plain boolean NOT NULL)
"""
PLAIN = f"""
FROM expenses_numbered AS numbered
JOIN {ENTRIES} AS entry ON entry.id = numbered.entry_id AND entry.owner_id = %s
LEFT JOIN expenses_category AS category
    ON category.owner_id = entry.owner_id AND category.id = entry.category_id AND category.kind = %s
WHERE numbered.is_plain
ORDER BY numbered.record_id
"""


@contextmanager
def numbered(source: StatementImport, kind: RecordKind, wallet: Wallet) -> Iterator["Numbered"]:
    """Number the rows of a kind that are wanted, inside the transaction of the import.

    Those in another currency than that of the person's home need a rate each, and so are special.
    """
    can_be_plain = Value(wallet.currency == source.owner.home_currency)
    is_plain = Case(When(SAYS_MORE | ~Q(tags="[]"), then=Value(False)), default=can_be_plain)
    rows = wanted_entries(source).filter(kind=kind.name).alias(tags=as_text("tag_ids")).annotate(is_plain=is_plain)
    # In the order of days, in which the indexes of the ledger grow fastest; rows of one day in the order of the bank.
    wanted, values = rows.order_by("date", "position").values_list("pk", "is_plain").query.sql_with_params()
    with connection.cursor() as cursor:
        _make_table(cursor, kind.model._meta.db_table)
        cursor.execute(f"INSERT INTO expenses_numbered (entry_id, is_plain) {wanted}", values)
        count = cursor.rowcount
        cursor.execute("DELETE FROM expenses_numbered WHERE entry_id = 0")
        yield Numbered(source, kind, wallet, count)
        cursor.execute("DROP TABLE expenses_numbered")


def _make_table(cursor: CursorWrapper, records: str) -> None:
    """Make a table whose rows get the next ids of `records`; SQLite counts on from the row that stands there."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [records])
        sequence = cursor.fetchone()[0]
        cursor.execute(CREATE.format(identity=f"bigint PRIMARY KEY DEFAULT nextval('{sequence}')"))
        return
    cursor.execute(CREATE.format(identity="integer PRIMARY KEY"))
    cursor.execute("INSERT INTO expenses_numbered VALUES (%s, 0, false)", [last_id(cursor, records)])


@dataclass(frozen=True)
class Numbered:
    """The `count` rows of one kind that are to be written into `wallet`, each with the id that its record gets."""

    source: StatementImport
    kind: RecordKind
    wallet: Wallet
    count: int

    def copy(self, common: Mapping[str, Any]) -> None:
        """Write the records of plain rows, each with what the bank said of it; `common` is the same for all records."""
        days, amounts = ["date"], ["amount", "home_amount", "wallet_amount"]
        columns = {
            "id": "numbered.record_id",
            **dict.fromkeys([*days, "counted_on"] if self.kind.can_be_split else days, "entry.date"),
            **dict.fromkeys(amounts, "-entry.amount" if self.kind is EXPENSE else "entry.amount"),
            "category_id": "category.id",
            "description": "entry.description",
            "notes": "entry.notes",
        }
        said = ("owner_id", "date", "amount", "text", "bank_id")
        line = {f"{self.kind.name}_id": "numbered.record_id"} | {name: f"entry.{name}" for name in said}
        in_wallet = {"wallet_id": self.wallet.pk}
        self._insert(self.kind.model, columns, {**common, **in_wallet, "currency": self.wallet.currency})
        self._insert(StatementLine, line, {**in_wallet, "format": self.source.format})

    def _insert(self, model: Any, columns: Mapping[str, str], constants: Mapping[str, Any]) -> None:
        names, values = [*columns, *constants], [*columns.values(), *["%s"] * len(constants)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(values)} {PLAIN}",
                [*constants.values(), self.source.owner_id, self.kind.category_kind.value],
            )

    def special_ids(self) -> dict[int, int]:
        """Return by a row's id the id that its record gets, of those that `copy` leaves out."""
        return self._ids("NOT is_plain", [])

    def ids_of(self, entry_ids: list[int]) -> dict[int, int]:
        """Return the same of some rows."""
        return self._ids(f"entry_id IN ({', '.join(['%s'] * len(entry_ids))})", entry_ids) if entry_ids else {}

    def _ids(self, condition: str, values: list[int]) -> dict[int, int]:
        query = f"SELECT entry_id, record_id FROM expenses_numbered WHERE {condition} ORDER BY record_id"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return dict(cursor.fetchall())
