"""The periods of a budget: weeks, months, quarters and years as a person counts them. Dates in, dates out."""

import datetime
from collections.abc import Iterator

from expenses.budgets.choices import Rhythm
from expenses.periods import Calendar, Period

QUARTER_MONTHS = 3


def period_of(rhythm: Rhythm | str, day: datetime.date, calendar: Calendar) -> Period:
    """Return the period that `day` lies in."""
    match Rhythm(rhythm):
        case Rhythm.WEEK:
            return calendar.week_of(day)
        case Rhythm.MONTH:
            return calendar.month_of(day)
        case Rhythm.QUARTER:
            return _quarter_of(day, calendar)
    return calendar.year_of(day)


def period_before(rhythm: Rhythm | str, period: Period, calendar: Calendar) -> Period:
    return period_of(rhythm, period.start - datetime.timedelta(days=1), calendar)


def periods_from(rhythm: Rhythm | str, first: datetime.date, before: datetime.date, calendar: Calendar) -> list[Period]:
    """Return the periods in order from the one that `first` lies in, as far as they begin before the day `before`."""
    return list(_walk(rhythm, first, before, calendar))


def last_periods(rhythm: Rhythm | str, period: Period, count: int, calendar: Calendar) -> list[Period]:
    """Return the `count` periods before `period`, in order."""
    found: list[Period] = []
    for _ in range(count):
        period = period_before(rhythm, period, calendar)
        found.insert(0, period)
    return found


def _walk(rhythm: Rhythm | str, first: datetime.date, before: datetime.date, calendar: Calendar) -> Iterator[Period]:
    period = period_of(rhythm, first, calendar)
    while period.start < before:
        yield period
        period = period_of(rhythm, period.end, calendar)


def _quarter_of(day: datetime.date, calendar: Calendar) -> Period:
    """Return the quarter of the person's year, which begins where the months so named do."""
    year = calendar.year_of(day)
    places = [year.first.year * 12 + year.first.month - 1 + QUARTER_MONTHS * count for count in range(4)]
    starts = [calendar.month(place // 12, place % 12 + 1).start for place in places]
    ends = [*starts[1:], year.end]
    return next(Period(start, end) for start, end in zip(starts, ends, strict=True) if day < end)
