"""Checked rows written and read by the thousand, past the ORM: executemany on SQLite, COPY on PostgreSQL."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from expenses.bulk_insert import insert_rows
from expenses.imports.models import StatementEntry, StatementImport

ROWS_AT_ONCE = 5_000


class NewEntry(NamedTuple):
    """A StatementEntry to write, as the columns of its table hold it: a day and an amount are texts, tags are JSON."""

    line: int
    outcome: str
    is_skipped: bool
    kind: str
    date: str | None
    amount: str | None
    description: str
    notes: str = ""
    category_id: int | None = None
    tag_ids: str = "[]"
    text: str = ""
    bank_id: str = ""
    resembles_kind: str = ""
    resembles_id: int | None = None
    problem: str = ""


def write_entries(entries: Sequence[NewEntry], source: StatementImport, first_position: int) -> None:
    """Write checked rows in their order; the database refuses what breaks a constraint."""
    rows = ((position, *entry) for position, entry in enumerate(entries, first_position))
    constants: dict[str, int | str | None] = {"owner_id": source.owner_id, "source_id": source.pk}
    with connection.cursor() as cursor:
        insert_rows(cursor, StatementEntry._meta.db_table, ("position", *NewEntry._fields), rows, constants)


class Kept(NamedTuple):
    """A checked row that is to be written. `amount` is a decimal text, money out negative; `tag_ids` are JSON."""

    pk: int
    outcome: str
    kind: str
    date: datetime.date
    amount: str
    description: str
    notes: str
    category_id: int | None
    tag_ids: str
    text: str
    bank_id: str


def wanted_entries(source: StatementImport) -> list[Kept]:
    """Return the rows of an import that the person has left in, in their order."""
    rows = StatementEntry.objects.filter(owner_id=source.owner_id, source=source, is_skipped=False)
    readable = rows.exclude(outcome=StatementEntry.Outcome.WRONG).order_by("position")
    columns = [as_text(name) if name in ("amount", "tag_ids") else name for name in Kept._fields]
    return list(map(Kept._make, readable.values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE)))


def as_text(column: str) -> Cast:
    """Return the column as the database writes it, which spares Django making a Decimal or a list of each value."""
    return Cast(column, TextField())
