"""What a recurring payment cost from time to time, costs in a year and has cost. No database, no request."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from expenses.recurring.series import DAY, Series

YEAR_DAYS = 365
NEWS_DAYS = 180
"""For how long a new price is pointed out."""


class Price(NamedTuple):
    """What each of `times` payments in a row was, the first of them on `since`; `times` is 0 of one that comes."""

    since: datetime.date
    amount: Decimal
    times: int


@dataclass(frozen=True)
class Change:
    """From one price to another."""

    before: Price
    after: Price

    @property
    def since(self) -> datetime.date:
        return self.after.since

    @property
    def difference(self) -> Decimal:
        return self.after.amount - self.before.amount

    @property
    def size(self) -> Decimal:
        return abs(self.difference)

    @property
    def percent(self) -> int:
        """Return by how many per cent, without its sign; less than one is one."""
        part = self.size * 100 / self.before.amount
        return max(1, int(part.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @property
    def is_rise(self) -> bool:
        return self.difference > 0


@dataclass(frozen=True)
class PriceHistory:
    """The prices of one recurring payment, the first one first. Amounts are above zero and in one currency."""

    prices: tuple[Price, ...] = ()

    @classmethod
    def of(cls, payments: Iterable[tuple[datetime.date, Decimal]]) -> "PriceHistory":
        """Return the prices of payments, given as (day, amount) in any order."""
        prices: list[Price] = []
        for day, amount in sorted(payments):
            if prices and prices[-1].amount == amount:
                prices[-1] = prices[-1]._replace(times=prices[-1].times + 1)
            else:
                prices.append(Price(day, amount, 1))
        return cls(tuple(prices))

    def then(self, day: datetime.date | None, amount: Decimal) -> "PriceHistory":
        """Return the history with what is expected on `day`, where that is another price than the last one."""
        if day is None or not self.prices or self.prices[-1].amount == amount:
            return self
        return PriceHistory((*self.prices, Price(day, amount, 0)))

    @property
    def changes(self) -> list[Change]:
        """Return the changes, the latest first."""
        pairs = list(zip(self.prices, self.prices[1:], strict=False))
        return [Change(before, after) for before, after in reversed(pairs)]

    def news(self, today: datetime.date) -> Change | None:
        """Return the latest change where it is a rise that came lately, or is to come."""
        latest = next(iter(self.changes), None)
        if latest is None or not latest.is_rise or latest.since < today - NEWS_DAYS * DAY:
            return None
        return latest

    @property
    def since_first(self) -> Change | None:
        """Return from the first price to the last one; None where there was never another."""
        return Change(self.prices[0], self.prices[-1]) if len(self.prices) > 1 else None


def times_in_year(series: Series, today: datetime.date) -> int:
    """Return how many payments come within a year from `today` on."""
    return sum(1 for _ in series.between(today, today + (YEAR_DAYS - 1) * DAY))
