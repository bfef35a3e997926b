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
) -> list[int]:
    """Write `rows` to the ledger of `owner` and return their new ids in the same order.

    `imported_in` is the id of the activity by which all of them can be taken out again.

    Call it inside `transaction.atomic`: on SQLite the ids are counted on from the last one, which only holds while
    nobody else can write. Every value must have been validated; the database refuses what breaks a constraint.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("insert_records runs inside transaction.atomic().")
    now = _timestamp()
    author = created_by.pk if created_by and created_by != owner else None
    common = {
        "owner_id": owner.pk,
        "created_by_id": author,
        "imported_in_id": imported_in,
        "is_sample": is_sample,
        "is_cleared": False,
        "created_at": now,
        "updated_at": now,
    }
    if kind.can_be_split:
        common |= {"is_counted_with_original": False, "counted_as": int(CountedAs.BOTH)}
    # The indexes by day grow fastest in the order of days.
    order = sorted(range(len(rows)), key=lambda place: rows[place].date)
    by_day = [rows[place] for place in order]
    with connection.cursor() as cursor:
        table, links_table = kind.model._meta.db_table, kind.links._meta.db_table
        ids = _next_ids(cursor, table, len(rows))
        insert_rows(cursor, table, *_columns(ids, by_day, kind), common)
        links = ((pk, tag) for pk, row in zip(ids, by_day, strict=True) for tag in row.tag_ids)
        insert_rows(cursor, links_table, (f"{kind.name}_id", "tag_id"), links, {"owner_id": owner.pk})
        if len(rows) >= MANY_ROWS:
            # Queries are planned by how large the tables seem, and so are the checks of foreign keys on PostgreSQL at
            # the end of the transaction. Where they seem empty, each may read all of a person's rows.
            for name in (table, links_table):
                cursor.execute(f'ANALYZE "{name}"')
    ids_by_place = dict(zip(order, ids, strict=True))
    return [ids_by_place[place] for place in range(len(rows))]


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
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))


def insert_rows(
    cursor: CursorWrapper,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    constants: dict[str, int | str | None],
) -> None:
    """Write rows of `columns`, each with the same `constants` behind them."""
    names = ", ".join(f'"{column}"' for column in (*columns, *constants))
    if connection.vendor == "postgresql":
        _copy(cursor, f'COPY "{table}" ({names}) FROM STDIN', rows, tuple(constants.values()))
        return
    places = ", ".join([*["%s"] * len(columns), *map(_literal, constants.values())])
    insert = f'INSERT INTO "{table}" ({names}) VALUES '  # noqa: S608  our own names
    rows = iter(rows)
    # SQLite does some work once a statement: several rows share it.
    statements = list(iter(lambda: tuple(chain.from_iterable(islice(rows, ROWS_A_STATEMENT))), ()))
    for count, values in groupby(statements, key=lambda values: len(values) // len(columns)):
        cursor.executemany(insert + ", ".join([f"({places})"] * count), list(values))


def _copy(cursor: CursorWrapper, statement: str, rows: Iterable[tuple[Any, ...]], tail: tuple[Any, ...]) -> None:
    # Django wraps the errors of its own statements alone; callers expect its IntegrityError here too.
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row + tail)


def _literal(value: int | str | None) -> str:
    """Return what stands in a statement for a value of our own: a key, a number, a truth or a moment."""
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(int(value))
