"""Sums of expenses in the owner's home currency, rounded in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from expenses.money import round_money

STORED_STEP = Decimal("0.0001")
"""The last decimal of a stored amount. SQLite adds floating numbers; what stands behind this decimal is its noise."""


@dataclass(frozen=True)
class Total:
    """`amount` in `currency` of those of `count` expenses that have a rate; `without_rate` of them are left out."""

    amount: Decimal
    currency: str
    count: int
    without_rate: int

    @classmethod
    def of(cls, row: Mapping[str, Any], *, currency: str, prefix: str = "") -> "Total":
        """Return the total in `row`, an answer to a query with the aggregates of `total_aggregates(prefix)`."""
        return Tally.of(row, prefix).total(currency)


@dataclass(frozen=True)
class Tally:
    """A part of a total: the sum of `valued` of `count` expenses, not rounded yet, so that parts add up exactly."""

    sum: Decimal = Decimal(0)
    count: int = 0
    valued: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any], prefix: str = "") -> "Tally":
        """Return the tally in `row`, an answer to a query with the aggregates of `total_aggregates(prefix)`."""
        exact = (row[f"{prefix}sum"] or Decimal(0)).quantize(STORED_STEP)
        return cls(exact, row[f"{prefix}count"], row[f"{prefix}valued"])

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.sum + other.sum, self.count + other.count, self.valued + other.valued)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.sum - other.sum, self.count - other.count, self.valued - other.valued)

    def total(self, currency: str) -> Total:
        return Total(round_money(self.sum, currency), currency, self.count, self.count - self.valued)


def total_aggregates(prefix: str = "", condition: Q | None = None, *, day: str = "date") -> dict[str, Any]:
    """Return the aggregates from which `Total.of` and `Tally.of` read, over the rows that meet `condition`.

    `day` is the column of their day in the index that they are read from.
    """
    return {
        f"{prefix}sum": Sum("home_amount", filter=condition),
        # Every row has its day, and counting it lets PostgreSQL read the sums from their index alone.
        f"{prefix}count": Count(day, filter=condition),
        f"{prefix}valued": Count("home_amount", filter=condition),
    }
