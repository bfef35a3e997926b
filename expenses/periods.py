"""Months, years and other spans of days. Dates in, dates out: no database, no request."""

import datetime
import re
from dataclasses import dataclass
from typing import Self

FIRST_YEAR, LAST_YEAR = 1900, 2999
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})\Z")


class PeriodError(ValueError):
    """A text that names no period. The text is a sentence for the person."""


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, but not including, `end`."""

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodError("The last day lies before the first. Swap them.")

    @property
    def last_day(self) -> datetime.date:
        return self.end - datetime.timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def key(self) -> str:
        """Return the name of the period in an address: "2026-11-05..2026-11-19"."""
        return f"{self.start.isoformat()}..{self.last_day.isoformat()}"

    def __contains__(self, date: datetime.date) -> bool:
        return self.start <= date < self.end

    def previous(self) -> "Period":
        """Return the span of the same length that ends where this one begins."""
        return Period(self.start - datetime.timedelta(days=self.days), self.start)

    def next(self) -> "Period":
        return Period(self.end, self.end + datetime.timedelta(days=self.days))


@dataclass(frozen=True)
class Month(Period):
    @classmethod
    def of(cls, date: datetime.date) -> Self:
        start = date.replace(day=1)
        return cls(start, _add_months(start, 1))

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m}"

    def previous(self) -> "Month":
        return self.back(1)

    def next(self) -> "Month":
        return self.back(-1)

    def back(self, count: int) -> "Month":
        """Return the month `count` months before this one."""
        return Month.of(_add_months(self.start, -count))


@dataclass(frozen=True)
class Year(Period):
    @classmethod
    def of(cls, date: datetime.date) -> Self:
        start = date.replace(month=1, day=1)
        return cls(start, start.replace(year=start.year + 1))

    @property
    def key(self) -> str:
        return f"{self.start:%Y}"

    def previous(self) -> "Year":
        return Year.of(self.start.replace(year=self.start.year - 1))

    def next(self) -> "Year":
        return Year.of(self.end)

    def months(self) -> list[Month]:
        return [Month.of(self.start.replace(month=month)) for month in range(1, 13)]


def months_until(month: Month, count: int) -> list[Month]:
    """Return `count` months in order, `month` being the last."""
    return [month.back(ago) for ago in range(count - 1, -1, -1)]


def parse_period(key: str) -> Period:
    """Return the period that an address names: "2026-11", "2026" or "2026-11-05..2026-11-19" (both days in it).

    Raises PeriodError with a sentence for the person.
    """
    try:
        return _parse(key.strip())
    except PeriodError:
        raise
    except ValueError as error:
        raise PeriodError("There is no such day or month. Write 2026-11, 2026 or 2026-11-05..2026-11-19.") from error


def _parse(key: str) -> Period:
    if match := _MONTH.match(key):
        return Month.of(_checked(datetime.date(int(match[1]), int(match[2]), 1)))
    if match := _YEAR.match(key):
        return Year.of(_checked(datetime.date(int(match[1]), 1, 1)))
    if match := _RANGE.match(key):
        first, last = (_checked(datetime.date.fromisoformat(day)) for day in match.groups())
        return Period(first, last + datetime.timedelta(days=1))
    raise PeriodError("Write a period as 2026-11, 2026 or 2026-11-05..2026-11-19.")


def _checked(date: datetime.date) -> datetime.date:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise PeriodError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return date


def _add_months(first_of_month: datetime.date, count: int) -> datetime.date:
    months = first_of_month.year * 12 + first_of_month.month - 1 + count
    return datetime.date(months // 12, months % 12 + 1, 1)
