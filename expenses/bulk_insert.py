"""Many records written at once, past the ORM's SQL compiler: executemany on SQLite, COPY on PostgreSQL."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import User
from expenses.counting import CountedAs
from expenses.record_kinds import EXPENSE, RecordKind

COLUMNS = ("id", "date", "amount", "currency", "home_amount", "description", "category_id", "notes")
WALLET_COLUMNS = ("wallet_id", "wallet_amount")
ROWS_A_STATEMENT = 100
MANY_ROWS = 5_000


class NewRecord(NamedTuple):
    """One record to write. Amounts are decimal texts, checked before: "12.5". `wallet_amount` is that of the wallet."""

    date: datetime.date
    amount: str
    currency: str
    home_amount: str | None
    description: str
    category_id: int | None
    notes: str
    tag_ids: Sequence[int] = ()
    wallet_id: int | None = None
    wallet_amount: str | None = None


def insert_records(
    rows: Sequence[NewRecord],
    kind: RecordKind = EXPENSE,
    *,
    owner: User,
    created_by: User | None = None,
    imported_in: int | None = None,
    is_sample: bool = False,
    ids: Sequence[int] | None = None,
) -> list[int]:
    """Write `rows` to the ledger of `owner` and return their ids, new ones unless given, in the same order.

    `imported_in` is the id of the activity by which all of them can be taken out again.

    Call it inside `transaction.atomic`: on SQLite the ids are counted on from the last one, which only holds while
    nobody else can write. Every value must have been validated; the database refuses what breaks a constraint.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("insert_records runs inside transaction.atomic().")
    common = common_values(kind, owner=owner, created_by=created_by, imported_in=imported_in, is_sample=is_sample)
    # The indexes by day grow fastest in the order of days.
    order = sorted(range(len(rows)), key=lambda place: rows[place].date)
    by_day = [rows[place] for place in order]
    with connection.cursor() as cursor:
        table, links_table = kind.model._meta.db_table, kind.links._meta.db_table
        pks = [ids[place] for place in order] if ids else _next_ids(cursor, table, len(rows))
        insert_rows(cursor, table, *_columns(pks, by_day, kind), common)
        links = ((pk, tag) for pk, row in zip(pks, by_day, strict=True) for tag in row.tag_ids)
        insert_rows(cursor, links_table, (f"{kind.name}_id", "tag_id"), links, {"owner_id": owner.pk})
    if len(rows) >= MANY_ROWS:
        count_anew(table, links_table)
    ids_by_place = dict(zip(order, pks, strict=True))
    return [ids_by_place[place] for place in range(len(rows))]


def common_values(
    kind: RecordKind, *, owner: User, created_by: User | None, imported_in: int | None, is_sample: bool = False
) -> dict[str, int | str | None]:
    """Return the columns that are the same for all records that are written at once."""
    now = _timestamp()
    common: dict[str, int | str | None] = {
        "owner_id": owner.pk,
        "created_by_id": created_by.pk if created_by and created_by != owner else None,
        "imported_in_id": imported_in,
        "is_sample": is_sample,
        "is_cleared": False,
        "created_at": now,
        "updated_at": now,
    }
    if kind.can_be_split:
        common |= {"is_counted_with_original": False, "counted_as": int(CountedAs.BOTH)}
    return common


def count_anew(*tables: str) -> None:
    """Have the statistics of tables renewed that have many more rows than a moment ago.

    Queries are planned by how large the tables seem, and so are the checks of foreign keys on PostgreSQL at the end of
    the transaction. Where they seem empty, each may read all of a person's rows.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ANALYZE "{table}"')


def _columns(
    ids: Sequence[int], rows: Sequence[NewRecord], kind: RecordKind
) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """Return the names of the columns that are written, and their values row by row.

    Columns are zipped together, which takes no step of Python's a row. Those of wallets are left out where all are
    empty.
    """
    dates, *columns, _tag_ids, wallet_ids, wallet_amounts = (
        zip(*rows, strict=True) if rows else [()] * len(NewRecord._fields)
    )
    days = list(map(datetime.date.isoformat, dates))
    names: tuple[str, ...] = COLUMNS
    values: list[Sequence[Any]] = [ids, days, *columns]
    if kind.can_be_split:
        names, values = (*names, "counted_on"), [*values, days]
    if any(wallet_ids):
        names, values = (*names, *WALLET_COLUMNS), [*values, wallet_ids, wallet_amounts]
    return names, zip(*values, strict=True)


def _timestamp() -> str:
    """Return this moment as the engine stores it; a text spares adapting it once a row."""
    now = timezone.now()
    return now.isoformat() if connection.vendor == "postgresql" else str(connection.ops.adapt_datetimefield_value(now))


def _next_ids(cursor: CursorWrapper, table: str, count: int) -> list[int]:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')::regclass::oid", [table])
        cursor.execute("SELECT nextval(%s::oid::regclass) FROM generate_series(1, %s)", [cursor.fetchone()[0], count])
        return [pk for (pk,) in cursor.fetchall()]
    first = last_id(cursor, table) + 1
    return list(range(first, first + count))


def last_id(cursor: CursorWrapper, table: str) -> int:
    """Return the largest id that SQLite has given to a row of `table`."""
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = cursor.fetchone()
    return last[0] if last else 0


Constants = dict[str, int | str | None]
"""Columns that are the same for all rows of a statement."""


def insert_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], constants: Constants
) -> None:
    """Write rows of `columns`, each with the same `constants` behind them."""
    if connection.vendor == "postgresql":
        names = ", ".join(f'"{column}"' for column in (*columns, *constants))
        _copy(cursor, f'COPY "{table}" ({names}) FROM STDIN', rows, tuple(constants.values()))
        return
    rows = iter(rows)
    while block := list(islice(rows, MANY_ROWS)):
        _insert(cursor, table, *_without_equal(columns, block, constants))


def _insert(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], constants: Constants
) -> None:
    names = ", ".join(f'"{column}"' for column in (*columns, *constants))
    places = ", ".join([*["%s"] * len(columns), *map(_literal, constants.values())])
    insert = f'INSERT INTO "{table}" ({names}) VALUES '  # noqa: S608  our own names
    # SQLite does some work once a statement: several rows share it.
    statements = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, len(rows), ROWS_A_STATEMENT)]
    for count, group in groupby(statements, key=len):
        values = [tuple(chain.from_iterable(some)) for some in group]
        cursor.executemany(insert + ", ".join([f"({places})"] * count), values)


def _without_equal(
    columns: Sequence[str], rows: Sequence[tuple[Any, ...]], constants: Constants
) -> tuple[Sequence[str], Sequence[tuple[Any, ...]], Constants]:
    """Make constants of columns in which all of many rows are equal: SQLite is handed them once, not row by row."""
    if len(rows) < ROWS_A_STATEMENT:
        return columns, rows, constants
    first, *others = zip(columns, zip(*rows, strict=True), strict=True)
    equal = {name: values[0] for name, values in others if _can_be_literal(values[0]) and len(set(values)) == 1}
    names, kept = zip(first, *(each for each in others if each[0] not in equal), strict=True)
    return names, list(zip(*kept, strict=True)), constants | equal


def _can_be_literal(value: Any) -> bool:
    is_word = isinstance(value, str) and (value.isalnum() or value in ("", "[]"))
    return is_word or value is None or isinstance(value, int)


def _copy(cursor: CursorWrapper, statement: str, rows: Iterable[tuple[Any, ...]], tail: tuple[Any, ...]) -> None:
    # Django wraps the errors of its own statements alone; callers expect its IntegrityError here too.
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row + tail)


def _literal(value: int | str | None) -> str:
    """Return what stands in a statement for a value of our own: a key, a number, a truth or a moment."""
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(int(value))
