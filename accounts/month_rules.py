"""When a person's months begin. Dates in, dates out: no database, no request.

A rule numbers its months: whatever the rule, month `place` runs from `start(place)` up to `start(place + 1)`, so every
day lies in exactly one. Where a rule names its months, `place` is year * 12 + month - 1 of the name.
"""

import calendar
import datetime
from dataclasses import dataclass
from typing import Protocol

FIRST_HALF = 15
WEEK = 7
WEEKS_IN_YEAR = 52
SATURDAY = 5


class MonthRule(Protocol):
    @property
    def months_in_year(self) -> int: ...

    def start(self, place: int) -> datetime.date:
        """Return the first day of a month. Raises ValueError or OverflowError outside the years 1 to 9999."""

    def place(self, day: datetime.date) -> int:
        """Return the month that `day` lies in."""

    def first_place(self, year: int, month: int) -> int:
        """Return the month that is named so, or the first that begins in that calendar month where none has a name."""

    def named(self, place: int) -> datetime.date | None:
        """Return the first day of the calendar month that lends its name; None where months go by their days."""

    def same_day_before(self, day: datetime.date) -> datetime.date:
        """Return the day that stands in the month before where `day` stands in its own."""


class NamedMonths:
    """Twelve a year, each with the name of a calendar month."""

    months_in_year = 12

    def start(self, place: int) -> datetime.date:
        raise NotImplementedError

    def place(self, day: datetime.date) -> int:
        place = first_place(day.year, day.month) + 1
        while self.start(place) > day:
            place -= 1
        return place

    def first_place(self, year: int, month: int) -> int:
        return first_place(year, month)

    def named(self, place: int) -> datetime.date | None:
        return calendar_month(place)

    def same_day_before(self, day: datetime.date) -> datetime.date:
        """Return as many days into the month before, or its last day where it is shorter."""
        place = self.place(day)
        before, start = self.start(place - 1), self.start(place)
        return min(before + (day - start), start - datetime.timedelta(days=1))


@dataclass(frozen=True)
class DayOfMonth(NamedMonths):
    """On a day from 1 to 31; where a calendar month is shorter, on its last day.

    A month that begins by the 15th is named after the calendar month in which it begins, a later one after that in
    which it ends: either way after the one that has half of its days or more, 16 October to 15 November falling short
    of that by one.
    """

    day: int = 1

    def start(self, place: int) -> datetime.date:
        return day_in(place if self.day <= FIRST_HALF else place - 1, self.day)

    def same_day_before(self, day: datetime.date) -> datetime.date:
        """Return the same day of the calendar month before, as far as that lies in the month before."""
        place = self.place(day)
        before, start = self.start(place - 1), self.start(place)
        same = day_in(first_place(day.year, day.month) - 1, day.day)
        return max(before, min(same, start - datetime.timedelta(days=1)))


@dataclass(frozen=True)
class LastWorkingDay(NamedMonths):
    """On the last day from Monday to Friday of the calendar month before the one it is named after."""

    def start(self, place: int) -> datetime.date:
        last = calendar_month(place) - datetime.timedelta(days=1)
        return last - datetime.timedelta(days=max(0, last.weekday() - SATURDAY + 1))


@dataclass(frozen=True)
class EveryWeeks:
    """Every so many `weeks`, such as every second Friday, counted in both directions from the day `since`."""

    weeks: int
    since: datetime.date

    @property
    def months_in_year(self) -> int:
        return WEEKS_IN_YEAR // self.weeks

    def start(self, place: int) -> datetime.date:
        return self.since + datetime.timedelta(days=place * self.weeks * WEEK)

    def place(self, day: datetime.date) -> int:
        return (day - self.since).days // (self.weeks * WEEK)

    def first_place(self, year: int, month: int) -> int:
        return self.place(datetime.date(year, month, 1) - datetime.timedelta(days=1)) + 1

    def named(self, place: int) -> datetime.date | None:
        return None

    def same_day_before(self, day: datetime.date) -> datetime.date:
        return day - datetime.timedelta(days=self.weeks * WEEK)


def first_place(year: int, month: int) -> int:
    return year * 12 + month - 1


def calendar_month(place: int) -> datetime.date:
    """Return the first day of the calendar month that a place names."""
    return datetime.date(place // 12, place % 12 + 1, 1)


def day_in(place: int, day: int) -> datetime.date:
    """Return a day of a calendar month, its last one where it is shorter."""
    year, month = place // 12, place % 12 + 1
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))
