"""Many expenses written at once, past the ORM's SQL compiler: executemany on SQLite, COPY on PostgreSQL."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import User

EXPENSE_COLUMNS = (
    "id",
    "owner_id",
    "created_by_id",
    "date",
    "amount",
    "currency",
    "home_amount",
    "description",
    "category_id",
    "notes",
    "is_sample",
    "created_at",
    "updated_at",
)
TAG_COLUMNS = ("owner_id", "expense_id", "tag_id")


class NewExpense(NamedTuple):
    """One expense to write. `amount` and `home_amount` are decimal texts, checked before: "12.5"."""

    date: datetime.date
    amount: str
    currency: str
    home_amount: str | None
    description: str
    category_id: int | None
    notes: str
    tag_ids: Sequence[int] = ()


def insert_expenses(
    rows: Sequence[NewExpense], *, owner: User, created_by: User | None = None, is_sample: bool = False
) -> list[int]:
    """Write `rows` to the ledger of `owner` and return their new ids in the same order.

    Call it inside `transaction.atomic`: on SQLite the ids are counted on from the last one, which only holds while
    nobody else can write. Every value must have been validated; the database refuses what breaks a constraint.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("insert_expenses runs inside transaction.atomic().")
    now = _timestamp()
    author = created_by.pk if created_by and created_by != owner else None
    with connection.cursor() as cursor:
        ids = _next_ids(cursor, len(rows))
        _insert(
            cursor, "expenses_expense", EXPENSE_COLUMNS, _expense_tuples(rows, ids, owner.pk, author, is_sample, now)
        )
        _insert(cursor, "expenses_expensetag", TAG_COLUMNS, _tag_tuples(rows, ids, owner.pk))
    return ids


def _expense_tuples(
    rows: Iterable[NewExpense], ids: list[int], owner: int, author: int | None, is_sample: bool, now: str
) -> Iterator[tuple[Any, ...]]:
    for pk, row in zip(ids, rows, strict=True):
        day = row.date.isoformat()
        yield pk, owner, author, day, *row[1:7], is_sample, now, now


def _timestamp() -> str:
    """Return this moment as the engine stores it; a text spares adapting it once a row."""
    now = timezone.now()
    return now.isoformat() if connection.vendor == "postgresql" else str(connection.ops.adapt_datetimefield_value(now))


def _tag_tuples(rows: Iterable[NewExpense], ids: list[int], owner: int) -> Iterator[tuple[int, int, int]]:
    for pk, row in zip(ids, rows, strict=True):
        for tag in row.tag_ids:
            yield owner, pk, tag


def _next_ids(cursor: CursorWrapper, count: int) -> list[int]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('expenses_expense', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [pk for (pk,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'expenses_expense'")
    last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))


def _insert(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        # Django wraps the errors of its own statements alone; callers expect its IntegrityError here too.
        with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join(["%s"] * len(columns))
    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # type: ignore[arg-type]  # noqa: S608  our own names
