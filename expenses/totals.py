"""Sums of expenses in the owner's home currency, rounded in one place."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from expenses.money import round_money


@dataclass(frozen=True)
class Total:
    """`amount` in `currency` of those of `count` expenses that have a rate; `without_rate` of them are left out."""

    amount: Decimal
    currency: str
    count: int
    without_rate: int

    @classmethod
    def of(cls, row: dict[str, Any], *, currency: str, prefix: str = "") -> "Total":
        """Return the total in `row`, an answer to a query with the aggregates of `total_aggregates(prefix)`."""
        count, valued = row[f"{prefix}count"], row[f"{prefix}valued"]
        return cls(round_money(row[f"{prefix}sum"] or Decimal(0), currency), currency, count, count - valued)


def total_aggregates(prefix: str = "", condition: Q | None = None) -> dict[str, Any]:
    """Return the aggregates from which `Total.of` makes a total, over the rows that meet `condition`."""
    return {
        f"{prefix}sum": Sum("home_amount", filter=condition),
        f"{prefix}count": Count("id", filter=condition),
        f"{prefix}valued": Count("home_amount", filter=condition),
    }
