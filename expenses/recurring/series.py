"""The days on which something comes, from its first to its last. Dates in, dates out: no database, no request."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, takewhile

from dateutil.rrule import rrule, rrulestr

from expenses.recurring.rhythm import Rhythm, Unit

REMEMBERED = 4_096
LAST_DAY = datetime.date(2999, 12, 31)
DAY = datetime.timedelta(days=1)
WEEK_DAYS = 7


@dataclass(frozen=True)
class Series:
    """The days of `rule` from `starts_on` to `ends_on`, both included where they are such days.

    It ends after `times` days too, of which `times_before` lay before `starts_on`.
    """

    rule: str
    starts_on: datetime.date
    ends_on: datetime.date | None = None
    times: int | None = None
    times_before: int = 0

    def between(self, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
        """Yield the days from `first` to `last`, both included, in order."""
        last = min(last, self.ends_on or last, LAST_DAY)
        if self.times is not None:
            days = takewhile(lambda day: day <= last, self._counted)
            return (day for day in days if day >= first)
        return self._days(max(first, self.starts_on), last)

    def first_from(self, day: datetime.date) -> datetime.date | None:
        """Return the first day from `day` on; None where it has ended by then."""
        return next(self.between(day, LAST_DAY), None)

    def next_days(self, count: int, *, since: datetime.date) -> list[datetime.date]:
        """Return up to `count` days from `since` on."""
        return list(islice(self.between(since, LAST_DAY), count))

    def number_of(self, day: datetime.date) -> int:
        """Return the how many-eth it is, counted from 1 and with those before `starts_on`."""
        return self.times_before + sum(1 for _ in self.between(self.starts_on, day))

    @cached_property
    def last_day(self) -> datetime.date | None:
        """Return its last day; None where it has no end, or no day at all."""
        if self.times is not None:
            return max(self.between(self.starts_on, LAST_DAY), default=None)
        if self.ends_on is None:
            return None
        return max(
            self._days(max(self.starts_on, _a_period_before(self.rule, self.ends_on)), self.ends_on), default=None
        )

    @cached_property
    def _counted(self) -> list[datetime.date]:
        """Return all the days of one that has a number of them."""
        left = (self.times or 0) - self.times_before
        return list(islice(self._days(self.starts_on, LAST_DAY), max(left, 0)))

    def _days(self, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
        if first > last:
            return
        # The walk begins in the last period before `first` that the rule has, not years ago.
        start = _aligned(self.rule, self.starts_on, first)
        for moment in _rrule(self.rule, start):
            day = moment.date()
            if day > last:
                return
            if day >= first:
                yield day


@lru_cache(REMEMBERED)
def _rhythm(rule: str) -> Rhythm:
    return Rhythm.parse(rule)


@lru_cache(REMEMBERED)
def _rrule(rule: str, start: datetime.date) -> rrule:
    made = rrulestr(rule, dtstart=datetime.datetime.combine(start, datetime.time()))
    assert isinstance(made, rrule)  # noqa: S101  a Rhythm is one rule
    return made


def _aligned(rule: str, start: datetime.date, first: datetime.date) -> datetime.date:
    """Return a day by which the rule goes on as from `start`, as shortly before `first` as can be."""
    rhythm = _rhythm(rule)
    if first <= start:
        return start
    if rhythm.unit in (Unit.DAY, Unit.WEEK):
        step = rhythm.interval * (1 if rhythm.unit == Unit.DAY else WEEK_DAYS)
        # A week before: the weekdays of the rule may lie before that of `start`.
        return max(start, start + ((first - start).days // step - 1) * step * DAY)
    step = rhythm.interval * (1 if rhythm.unit == Unit.MONTH else 12)
    months = (first.year - start.year) * 12 + first.month - start.month
    place = start.year * 12 + start.month - 1 + (months // step) * step
    return max(start, datetime.date(place // 12, place % 12 + 1, 1))


def _a_period_before(rule: str, day: datetime.date) -> datetime.date:
    """Return a day so long before `day` that the rule has one between them."""
    rhythm = _rhythm(rule)
    days = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}[rhythm.unit] * (rhythm.interval + 1)
    return day - min(days, (day - datetime.date.min).days) * DAY
