"""What one currency was worth in another on a day, who says so, and of which day the rate is."""

import datetime
import zoneinfo
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.utils import timezone

from accounts.models import User
from expenses.exchange.models import OwnRate, ReferenceRate
from expenses.validators import MAX_AMOUNT

BASE = "EUR"
"""What all reference rates are rates of."""

STALE_AFTER = datetime.timedelta(days=10)
"""How long the last reference rate stands in for days without one. The longest holidays of the ECB take five days."""

OWN = "own rate"
STORED = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of a currency is worth `value` units of another. `date` is the day that the oldest rate in it is of."""

    value: Decimal
    date: datetime.date
    source: str

    def then(self, following: "Rate") -> "Rate":
        """Return the rate by way of a third currency."""
        sources = dict.fromkeys([*self.source.split(" and "), *following.source.split(" and ")])
        return Rate(self.value * following.value, min(self.date, following.date), " and ".join(sources))

    def turned(self) -> "Rate":
        return Rate(1 / self.value, self.date, self.source)

    def apply(self, amount: Decimal) -> Decimal | None:
        """Return what `amount` is worth, in four decimals, halves away from zero; None where that is past all bounds.

        It is rounded to the decimals of its currency once, when it is shown.
        """
        worth = amount * self.value
        return None if abs(worth) > MAX_AMOUNT else worth.quantize(STORED, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Quote:
    """A rate as it was given: from `date` to `last_day`, or to the next quote of its series."""

    date: datetime.date
    value: Decimal
    source: str
    last_day: datetime.date | None = None


class Series:
    """Quotes of one pair of currencies in the order of their days."""

    def __init__(self, quotes: Iterable[Quote] = ()) -> None:
        self.quotes = sorted(quotes, key=lambda quote: quote.date)
        self.dates = [quote.date for quote in self.quotes]

    def on(self, day: datetime.date, *, stale_after: datetime.timedelta | None = None) -> Rate | None:
        """Return the rate of `day`: the last one up to it, unless that is over or too old."""
        place = bisect_right(self.dates, day)
        if not place:
            return None
        quote = self.quotes[place - 1]
        is_over = quote.last_day is not None and quote.last_day < day
        is_stale = stale_after is not None and day - quote.date > stale_after
        return None if is_over or is_stale else Rate(quote.value, quote.date, quote.source)


class RateBook:
    """The rates that count for one person. Make one for each operation: it reads each year of a currency once.

    A person's own rate comes first, then the reference rate, by way of the euro; what has neither is tried by way of
    one other currency that the person has given a rate for. For days that are still to come, today's rate counts.
    """

    def __init__(self, owner: User, *, today: datetime.date | None = None) -> None:
        self.owner = owner
        self.today = today or timezone.localdate(timezone=zoneinfo.ZoneInfo(owner.time_zone))
        self._years: dict[tuple[str, int], Series] = {}
        self._found: dict[tuple[str, str, datetime.date], Rate | None] = {}

    def value(self, amount: Decimal, currency: str, other: str, day: datetime.date) -> Decimal | None:
        """Return what `amount` of `currency` was worth in `other` on `day`, None where no rate is known."""
        if currency == other:
            return amount
        rate = self.rate(currency, other, day)
        return None if rate is None else rate.apply(amount)

    def rate(self, currency: str, other: str, day: datetime.date) -> Rate | None:
        key = (currency, other, min(day, self.today))
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def preload(self, currencies: Iterable[str], first: datetime.date, last: datetime.date) -> None:
        """Read the reference rates of some currencies between two days in one query."""
        years = range(first.year, last.year + 1)
        missing = {code for code in currencies if code != BASE for year in years if (code, year) not in self._years}
        rows = ReferenceRate.objects.filter(
            currency__in=missing, date__gte=datetime.date(first.year, 1, 1) - STALE_AFTER, date__lte=_end(last.year)
        )
        quotes: dict[str, list[Quote]] = defaultdict(list)
        for code, date, value, source in rows.values_list("currency", "date", "per_euro", "source") if missing else ():
            quotes[code].append(Quote(date, value, source))
        for code in missing:
            series = Series(quotes[code])
            self._years |= {(code, year): series for year in years}

    def _find(self, currency: str, other: str, day: datetime.date) -> Rate | None:
        return self._leg(currency, other, day) or self._by_way_of_another(currency, other, day)

    def _leg(self, currency: str, other: str, day: datetime.date) -> Rate | None:
        return self._own(currency, other, day) or self._reference(currency, other, day)

    def _own(self, currency: str, other: str, day: datetime.date) -> Rate | None:
        """Return the newer of the rates that the person gave of the two, whichever way round."""
        there = self._own_series.get((currency, other), _NOTHING).on(day)
        back = self._own_series.get((other, currency), _NOTHING).on(day)
        if back and (there is None or back.date > there.date):
            return back.turned()
        return there

    def _by_way_of_another(self, currency: str, other: str, day: datetime.date) -> Rate | None:
        ways = []
        for third in sorted(self._partners[currency] | self._partners[other]):
            first, second = self._leg(currency, third, day), self._leg(third, other, day)
            if first and second:
                ways.append(first.then(second))
        return max(ways, key=lambda rate: rate.date, default=None)

    def _reference(self, currency: str, other: str, day: datetime.date) -> Rate | None:
        """Return the cross rate by way of the euro."""
        from_euro, to_euro = self._per_euro(other, day), self._per_euro(currency, day)
        if from_euro is None or to_euro is None:
            return None
        if currency == BASE:
            return from_euro
        if other == BASE:
            return to_euro.turned()
        return Rate(from_euro.value / to_euro.value, min(from_euro.date, to_euro.date), from_euro.source)

    def _per_euro(self, currency: str, day: datetime.date) -> Rate | None:
        if currency == BASE:
            return Rate(Decimal(1), day, "")
        if (currency, day.year) not in self._years:
            self.preload([currency], day, day)
        return self._years[currency, day.year].on(day, stale_after=STALE_AFTER)

    @cached_property
    def _own_series(self) -> dict[tuple[str, str], Series]:
        quotes: dict[tuple[str, str], list[Quote]] = defaultdict(list)
        rows = OwnRate.objects.for_user(self.owner).order_by()
        for currency, other, date, rate, last_day in rows.values_list("currency", "other", "date", "rate", "last_day"):
            quotes[currency, other].append(Quote(date, rate, OWN, last_day))
        return {pair: Series(found) for pair, found in quotes.items()}

    @cached_property
    def _partners(self) -> dict[str, set[str]]:
        """Return the currencies that the person has given rates for, by the one on the other side."""
        partners: dict[str, set[str]] = defaultdict(set)
        for currency, other in self._own_series:
            partners[currency].add(other)
            partners[other].add(currency)
        return partners


_NOTHING = Series()


def _end(year: int) -> datetime.date:
    return datetime.date(year, 12, 31)
