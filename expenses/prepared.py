"""Queries whose SQL is written once, then run with the values of a person and a period.

On a page of sums, Django takes as long to write SQL, and to convert what comes back, as SQLite takes to add up.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, DateField, Expression, Field, QuerySet

from accounts.models import User
from expenses.totals import STORED_STEP


class Slot(Expression):
    """A place in a query for the value `name`, which is known when it runs."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list["Slot"]]:  # type: ignore[override]
        return "%s", [self]


WHOEVER = User(pk=Slot("owner_id", BigIntegerField()))
"""Stands for the person in a prepared query."""


def day_slot(name: str) -> Any:
    """Return what stands for the day `name` in a prepared query."""
    return Slot(name, DateField())


class Prepared:
    """The query that `build` makes with slots, WHOEVER among them. It is built when it first runs."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build

    @cached_property
    def written(self) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL and its parameters, of which some are slots."""
        return self.build().query.get_compiler(DEFAULT_DB_ALIAS).as_sql()

    def run(self, user: User, **days: datetime.date) -> list[tuple[Any, ...]]:
        """Return the person's rows as the driver does: `to_day` and `to_amount` make days and amounts of its values."""
        sql, params = self.written
        adapt = connection.ops.adapt_datefield_value
        values = {"owner_id": user.pk, **{name: adapt(day) for name, day in days.items()}}
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[one.name] if isinstance(one, Slot) else one for one in params])
            return cursor.fetchall()


def to_day(value: str | datetime.date) -> datetime.date:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def to_amount(value: float | Decimal | None) -> Decimal:
    """Return an amount or a sum without the noise of floating numbers, 0 for none."""
    return Decimal(value or 0).quantize(STORED_STEP)
