"""Many rows of a query as the database gives them, without Django looking at each value."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

ROWS_AT_ONCE = 5_000


def raw_rows(values: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield what a query for texts, days and ids finds, as the database gives it.

    Django looks at each value that SQLite gives, which takes longer than reading it; PostgreSQL is asked to stream.
    """
    if connection.vendor == "postgresql":
        yield from values.iterator(chunk_size=ROWS_AT_ONCE)
        return
    statement, parameters = values.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def as_text(column: str) -> Cast:
    """Return the column as the database writes it, which spares Django making a Decimal or a list of each value."""
    return Cast(column, TextField())
