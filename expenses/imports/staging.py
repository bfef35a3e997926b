"""Checked rows written and read by the thousand, past the ORM: executemany on SQLite, COPY on PostgreSQL."""

import datetime
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from expenses.bulk_insert import insert_rows
from expenses.imports.models import StatementEntry, StatementImport
from expenses.raw_rows import as_text, raw_rows

ROWS_AT_ONCE = 5_000


class More(NamedTuple):
    """What few rows say beside the others, as StatementEntry has it; money out is negative."""

    resembles_kind: str = ""
    resembles_id: int | None = None
    other_wallet_id: int | None = None
    original_amount: Decimal | None = None
    original_currency: str = ""
    is_converted: bool = False
    refund_of_id: int | None = None
    refund_of_position: int | None = None
    category_path: str = ""
    tag_names: list[str] | None = None
    parts: list[list[Any]] | None = None
    remark: str = ""


MORE_COLUMNS = More._fields[2:]
NOTHING_MORE = More()


class NewEntry(NamedTuple):
    """A StatementEntry to write, as the columns of its table hold it: a day and an amount are texts, tags are JSON."""

    position: int
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
    more: More | None = None


def write_entries(entries: Sequence[NewEntry], source: StatementImport) -> None:
    """Write checked rows; the database refuses what breaks a constraint."""
    plain = (entry[:-1] for entry in entries if entry.more is None)
    rich = [(*entry[:-1], *_stored(entry.more)) for entry in entries if entry.more]
    constants: dict[str, int | str | None] = {"owner_id": source.owner_id, "source_id": source.pk}
    columns, table = NewEntry._fields[:-1], StatementEntry._meta.db_table
    with connection.cursor() as cursor:
        insert_rows(cursor, table, columns, plain, constants)
        insert_rows(cursor, table, (*columns, *MORE_COLUMNS), rich, constants)


def _stored(more: More) -> tuple[Any, ...]:
    """Return what is kept of it as the columns hold it."""
    amount = None if more.original_amount is None else f"{more.original_amount:f}"
    texts = {name: json.dumps(value) for name in ("tag_names", "parts") if (value := getattr(more, name)) is not None}
    return more._replace(original_amount=amount, **texts)[2:]  # type: ignore[arg-type]


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


def wanted_entries(source: StatementImport) -> QuerySet[StatementEntry]:
    """Return the rows of an import that the person has left in."""
    rows = StatementEntry.objects.filter(owner_id=source.owner_id, source=source, is_skipped=False)
    return rows.exclude(outcome=StatementEntry.Outcome.WRONG).order_by()


def kept_rows(rows: QuerySet[StatementEntry]) -> list[Kept]:
    """Return rows in the order of the statement."""
    rows = rows.order_by("position")
    columns = [as_text(name) if name in ("amount", "tag_ids") else name for name in Kept._fields]
    return list(map(Kept._make, raw_rows(rows.values_list(*columns))))


SAYS_MORE = (
    Q(kind=StatementEntry.Kind.TRANSFER)
    | Q(original_amount__isnull=False)
    | Q(refund_of_id__isnull=False)
    | Q(refund_of_position__isnull=False)
    | ~Q(category_path="")
    | Q(tag_names__isnull=False)
    | Q(parts__isnull=False)
)


def more_of(source: StatementImport) -> dict[int, More]:
    """Return by id what the few rows that say more do say, in one query."""
    rows = StatementEntry.objects.filter(owner_id=source.owner_id, source=source)
    said = rows.filter(SAYS_MORE)
    return {pk: More(*values) for pk, *values in said.order_by().values_list("pk", *More._fields)}
