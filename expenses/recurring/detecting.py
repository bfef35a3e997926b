"""Find in the payments of the past what comes again and again. Payments in, patterns out: no database, no clock."""

import datetime
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from expenses.categorising.words import words_of
from expenses.recurring.rhythm import Rhythm, Unit

LOOKED_AT = 13
"""How many of the latest payments tell the amount."""
LONGEST_GAP = 3
"""For how many beats nothing may come: lunch at school is not paid in summer."""
REGULAR_FOR_A_GAP = 6
"""Each so many payments there may be such a gap more; one is allowed in any case."""
MOST_IN_GROUP = 400
"""Whom somebody pays more often than this in some years is a shop; only its latest payments are looked at."""
MONTHS_IN_YEAR = 12
LONGEST_GROUP_KEY = 270
"""Of a key, to which an amount may be added."""
ONE_OF = 6
"""One payment of so many may be off its day, or unlike the others."""
FEWEST_OF_MANY = 3
"""How many payments of the same amount, among others to the same payee, may tell a beat."""
EXACT = 2
"""By how many days weekends move a payment."""
MOST_OF_GROUP = 0.6
"""Which part of what a payee got must be regular."""
STEADY = Decimal("0.35")
"""By how much amounts may differ, as a part of the usual one, and still be called the same bill."""
STEADY_WEEKLY = Decimal("0.1")
"""The same of what comes each week: the market on Saturday is no bill."""


class Payment(NamedTuple):
    """Money that came, went or was moved. The amount is above zero, in `currency`; `pk` is that of its own kind."""

    pk: int
    kind: str
    date: datetime.date
    amount: Decimal
    currency: str
    description: str
    category_id: int | None
    wallet_id: int | None
    to_wallet_id: int | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """How often: every `count` weeks or months.

    Two payments in a row lie `shortest` to `longest` days apart. `fewest` payments tell it, each at most `off` days
    away from the day on which it should be.
    """

    unit: Unit
    count: int
    shortest: int
    longest: int
    fewest: int
    off: int

    @property
    def days(self) -> float:
        return (self.shortest + self.longest) / 2

    def steps(self, gap_days: int) -> int:
        """Return how many beats a gap is long, 0 where it is no whole number of them."""
        for count in range(1, LONGEST_GAP + 1):
            middle, slack = self.days * count, (self.longest - self.shortest) / 2
            if abs(gap_days - middle) <= slack:
                return count
        return 0


BEATS = (
    Beat(Unit.WEEK, 1, 5, 9, fewest=5, off=2),
    Beat(Unit.WEEK, 2, 11, 17, fewest=4, off=3),
    Beat(Unit.WEEK, 4, 27, 29, fewest=5, off=1),
    Beat(Unit.MONTH, 1, 24, 37, fewest=3, off=4),
    Beat(Unit.MONTH, 2, 55, 67, fewest=3, off=5),
    Beat(Unit.MONTH, 3, 83, 99, fewest=3, off=6),
    Beat(Unit.MONTH, 6, 173, 191, fewest=3, off=6),
    Beat(Unit.MONTH, 12, 356, 375, fewest=2, off=6),
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Payments that look recurring, in their order. `amount` is what to expect, lately from `low` to `high`.

    `day` is the day of the month on which they come, 31 for the last one; of weekly ones it is the weekday, Monday
    being 0. `key` tells the pattern from all others of the person.
    """

    kind: str
    description: str
    beat: Beat
    day: int
    next_on: datetime.date
    amount: Decimal
    low: Decimal
    high: Decimal
    currency: str
    payments: tuple[Payment, ...]
    key: str

    @property
    def last(self) -> Payment:
        return self.payments[-1]

    @property
    def category_id(self) -> int | None:
        """Return the category of the latest payment that has one."""
        return next((one.category_id for one in reversed(self.payments) if one.category_id), None)

    @property
    def count(self) -> int:
        return len(self.payments)

    @property
    def rhythm(self) -> Rhythm:
        if self.beat.unit is Unit.WEEK:
            return Rhythm(Unit.WEEK, self.beat.count, weekdays=(self.day,))
        if self.beat.count == MONTHS_IN_YEAR:
            return Rhythm(Unit.YEAR, days=(self.day,), month=self.next_on.month)
        return Rhythm(Unit.MONTH, self.beat.count, days=(self.day,))

    @property
    def is_fixed(self) -> bool:
        """Say whether the amount to expect is sure: what was paid last was paid before, or by all."""
        return self.low == self.high


def detect(payments: Iterable[Payment], *, today: datetime.date) -> list[Pattern]:
    """Return what looks recurring and has not stopped by `today`, what comes next first."""
    groups: defaultdict[str, list[Payment]] = defaultdict(list)
    for payment in payments:
        groups[group_key(payment)].append(payment)
    found = (pattern for key, rows in groups.items() for pattern in _patterns(key, rows, today))
    return sorted(found, key=lambda pattern: (pattern.next_on, pattern.description, pattern.amount))


def group_key(payment: Payment) -> str:
    """Return what payments of a kind to the same payee have in common; of transfers it is the two wallets."""
    if payment.to_wallet_id is not None:
        return f"{payment.kind}|{payment.currency}|{payment.wallet_id}>{payment.to_wallet_id}"
    return f"{payment.kind}|{payment.currency}|{payee_key(payment.description)}"[:LONGEST_GROUP_KEY]


def payee_key(description: str) -> str:
    """Return what descriptions of the same payee have in common: their words, without numbers and bank words."""
    return " ".join(words_of(description))


def _patterns(key: str, payments: Sequence[Payment], today: datetime.date) -> Iterator[Pattern]:
    """Yield the pattern of all payments to a payee, or else those of payments that are equal to the cent."""
    rows = sorted(payments, key=lambda payment: payment.date)[-MOST_IN_GROUP:]
    whole = _pattern(key, rows, today)
    if whole or len(rows) <= BEATS[-1].fewest:
        yield from [whole] if whole else []
        return
    by_amount: defaultdict[Decimal, list[Payment]] = defaultdict(list)
    for row in rows:
        by_amount[row.amount].append(row)
    for amount, equal in by_amount.items():
        if FEWEST_OF_MANY <= len(equal) < len(rows) and (
            pattern := _pattern(f"{key}|{amount.normalize():f}", equal, today, strict=True)
        ):
            yield pattern


def _pattern(key: str, rows: Sequence[Payment], today: datetime.date, *, strict: bool = False) -> Pattern | None:
    """Return the pattern of payments in the order of their days; `strict` where they are a choice of many."""
    dates = [row.date for row in rows]
    for beat in BEATS:
        fewest = beat.fewest + strict
        if len(rows) < fewest or _has_stopped(dates[-1], beat, today) or (run := _run(dates, beat)) < fewest:
            continue
        # The day may have moved since the first of them, with a new contract or another bank.
        for count in {run: None, min(run, beat.fewest + 2): None}:
            fit = _fit(dates[-count:], beat, allowed=1 if strict else beat.off)
            is_most = run >= len(rows) * MOST_OF_GROUP or (fit.is_exact and run >= 2 * beat.fewest)
            if fit.is_near and is_most and (_is_steady(rows[-run:], beat) or _keeps_its_day(fit, run, beat)):
                return _describe(key, rows[-run:], beat, fit.day)
    return None


def _run(dates: Sequence[datetime.date], beat: Beat) -> int:
    """Return how many of the latest dates keep to the beat."""
    run, gaps = 1, 0
    for after, before in pairwise(reversed(dates)):
        steps = beat.steps((after - before).days)
        gaps += steps > 1
        if steps == 0 or (steps > 1 and gaps > 1 + run // REGULAR_FOR_A_GAP):
            break
        run += 1
    return run


def _has_stopped(last: datetime.date, beat: Beat, today: datetime.date) -> bool:
    """Say whether the next payment is overdue by more than half a beat, or a week."""
    return (today - last).days > beat.longest + max(7, beat.days / 2)


class Fit(NamedTuple):
    """The day that dates fit best: whether nearly all are as near as is allowed, and whether they are right on it."""

    day: int
    is_near: bool
    is_exact: bool


def _fit(dates: Sequence[datetime.date], beat: Beat, *, allowed: int) -> Fit:
    days, measure = (range(7), _off_weekday) if beat.unit is Unit.WEEK else (range(1, 32), _off_day)
    options = ((day, [measure(date, day) for date in dates]) for day in days)
    day, off = min(options, key=lambda option: (-option[1].count(0), sum(option[1]), option[0]))
    may_differ = len(dates) // ONE_OF
    return Fit(day, sum(one > allowed for one in off) <= may_differ, sum(one > EXACT for one in off) <= may_differ)


def _off_weekday(date: datetime.date, weekday: int) -> int:
    off = (date.weekday() - weekday) % 7
    return min(off, 7 - off)


def _off_day(date: datetime.date, day: int) -> int:
    """Return how far a date is from the nearest day `day` of any month, which is the last one in a short month."""
    off = abs(date.day - min(day, _days_in(date)))
    before = date.replace(day=1) - datetime.timedelta(days=1)
    after = date.replace(day=28) + datetime.timedelta(days=4)
    to_before = date.day + before.day - min(day, before.day)
    to_after = _days_in(date) - date.day + min(day, _days_in(after))
    return min(off, to_before, to_after)


def _days_in(date: datetime.date) -> int:
    return monthrange(date.year, date.month)[1]


def _keeps_its_day(fit: Fit, run: int, beat: Beat) -> bool:
    """Say whether the day alone tells a bill, whatever it costs: heating comes on the 4th, in summer too."""
    return fit.is_exact and run >= 2 * beat.fewest and beat.unit is Unit.MONTH


def _is_steady(rows: Sequence[Payment], beat: Beat) -> bool:
    """Say whether nearly all of the latest amounts are about the same: a bill may be put right once."""
    amounts = [row.amount for row in rows[-LOOKED_AT:]]
    usual, part = median(amounts), STEADY_WEEKLY if beat is BEATS[0] else STEADY
    return sum(abs(amount - usual) > usual * part for amount in amounts) <= len(amounts) // ONE_OF


def _describe(key: str, rows: Sequence[Payment], beat: Beat, day: int) -> Pattern:
    last, recent = rows[-1], [row.amount for row in rows[-LOOKED_AT:]]
    amount, low, high = _expected(recent)
    return Pattern(
        kind=last.kind,
        description=last.description,
        beat=beat,
        day=day,
        next_on=next_date(last.date, beat, day),
        amount=amount,
        low=low,
        high=high,
        currency=last.currency,
        payments=tuple(rows),
        key=key,
    )


def _expected(amounts: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Return (usual, low, high): all the same where the last two are, or most; else the middle one of a range."""
    most, times = Counter(amounts).most_common(1)[0]
    if len(set(amounts[-2:])) == 1:
        return amounts[-1], amounts[-1], amounts[-1]
    if times * 2 > len(amounts):
        return most, most, most
    return sorted(amounts)[len(amounts) // 2], min(amounts), max(amounts)


def next_date(last: datetime.date, beat: Beat, day: int) -> datetime.date:
    """Return when the payment after that of `last` should come: on the day of the pattern that is nearest."""
    if beat.unit is Unit.WEEK:
        due = last + datetime.timedelta(weeks=beat.count)
        ahead = (day - due.weekday()) % 7
        return due + datetime.timedelta(days=ahead if ahead <= 3 else ahead - 7)
    nearest = min((_in_month(last, shift, day) for shift in (-1, 0, 1)), key=lambda date: abs(date - last))
    return _in_month(nearest, beat.count, day)


def _in_month(date: datetime.date, ahead: int, day: int) -> datetime.date:
    """Return day `day`, or the last one, of the month `ahead` months after that of `date`."""
    month = date.year * 12 + date.month - 1 + ahead
    first = datetime.date(month // 12, month % 12 + 1, 1)
    return first.replace(day=min(day, _days_in(first)))
