"""Months, years and other spans of days, as a person counts them. Dates in, dates out: no database, no request."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

from accounts.month_rules import WEEK, DayOfMonth, MonthRule

if TYPE_CHECKING:
    from accounts.models import User

FIRST_YEAR, LAST_YEAR = 1900, 2999
REMEMBERED = 4096
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

    def same_day_before(self, day: datetime.date) -> datetime.date:
        """Return the day that stands in the period before where `day` stands in this one."""
        return self.previous().start + (day - self.start)


@dataclass(frozen=True)
class Month(Period):
    """A month of a person's calendar.

    `named` is the first day of the calendar month whose name it bears, None where months go by their days.
    """

    named: datetime.date | None
    place: int = field(compare=False, repr=False)
    calendar: "Calendar" = field(compare=False, repr=False)

    @classmethod
    def of(cls, date: datetime.date) -> "Month":
        """Return the month of `date` that begins on the 1st."""
        return CIVIL.month_of(date)

    @property
    def key(self) -> str:
        return f"{self.named:%Y-%m}" if self.named else super().key

    @property
    def shows_days(self) -> bool:
        """Say whether the name alone would mislead, because the month is none that begins on the 1st."""
        return self.named is not None and self.named != self.start

    def previous(self) -> "Month":
        return self.back(1)

    def next(self) -> "Month":
        return self.back(-1)

    def back(self, count: int) -> "Month":
        """Return the month `count` months before this one."""
        return self.calendar.month_at(self.place - count)

    def year_before(self) -> "Month":
        """Return the same month a year before; where months go by weeks, the one 52 weeks before or shortly after."""
        return self.back(self.calendar.rule.months_in_year)

    def same_day_before(self, day: datetime.date) -> datetime.date:
        return self.calendar.rule.same_day_before(day)


@dataclass(frozen=True)
class Year(Period):
    """Whole months of a person's calendar: the year of their taxes or their shop.

    `first` is the first day of the calendar month it begins with by name.
    """

    first: datetime.date
    calendar: "Calendar" = field(compare=False, repr=False)

    @classmethod
    def of(cls, date: datetime.date) -> "Year":
        """Return the year of `date` that begins on 1 January."""
        return CIVIL.year_of(date)

    @property
    def key(self) -> str:
        return f"{self.first:%Y}"

    @property
    def name(self) -> str:
        """Return "2026", or "2026/27" for one that begins later than January."""
        return self.key if self.first.month == 1 else f"{self.key}/{(self.first.year + 1) % 100:02}"

    @property
    def shows_days(self) -> bool:
        return (self.start.month, self.start.day) != (1, 1) or (self.end.month, self.end.day) != (1, 1)

    def previous(self) -> "Year":
        return self.calendar.year(self.first.year - 1)

    def next(self) -> "Year":
        return self.calendar.year(self.first.year + 1)

    def months(self) -> list[Month]:
        return self.calendar.between(self.start, self.last_day)

    def same_day_before(self, day: datetime.date) -> datetime.date:
        """Return the same day of the calendar year before, as far as that lies in the year before."""
        before = self.previous()
        is_leap_day = (day.month, day.day) == (2, 29)
        same = day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
        return max(before.start, min(same, before.last_day))


@dataclass(frozen=True)
class Calendar:
    """How a person counts days: when months begin, with which month a year, with which day a week (Monday is 0)."""

    rule: MonthRule = DayOfMonth()
    year_start_month: int = 1
    first_day_of_week: int = 0

    @classmethod
    def of(cls, user: "User") -> Self:
        return cls(user.month_rule, user.year_start_month, user.first_day_of_week)

    @cached_property
    def has_named_months(self) -> bool:
        """Say whether months bear names; those of so many weeks go by their days."""
        return self.rule.named(self.rule.first_place(FIRST_YEAR, 1)) is not None

    @property
    def month_word(self) -> str:
        """Return what the person's months are called: those of so many weeks are none that anybody would call so."""
        return "month" if self.has_named_months else "pay period"

    def month_of(self, day: datetime.date) -> Month:
        return self.month_at(self.rule.place(day))

    def month(self, year: int, month: int) -> Month:
        """Return the month named so, or the first that begins in that calendar month where months go by their days."""
        return self.month_at(self.rule.first_place(year, month))

    def month_at(self, place: int) -> Month:
        """Return a month by its number in the rule."""
        return _month_at(self, place)

    def between(self, first_day: datetime.date, last_day: datetime.date) -> list[Month]:
        """Return the months that have days from `first_day` to `last_day`, in order."""
        return [self.month_at(place) for place in range(self.rule.place(first_day), self.rule.place(last_day) + 1)]

    def year(self, number: int) -> Year:
        """Return the year of the months that are named, or else begin, from the start month of `number` for a year."""
        return _year(self, number)

    def year_of(self, day: datetime.date) -> Year:
        number = day.year + 1
        while self.month(number, self.year_start_month).start > day:
            number -= 1
        return self.year(number)

    def week_of(self, day: datetime.date) -> Period:
        start = day - datetime.timedelta(days=(day.weekday() - self.first_day_of_week) % WEEK)
        return Period(start, start + datetime.timedelta(days=WEEK))

    def span(self, first_day: datetime.date, last_day: datetime.date) -> Period:
        """Return the period of both days and all between: a month or a year where they are one, else a range.

        Raises PeriodError where the last day lies before the first.
        """
        period = Period(first_day, last_day + datetime.timedelta(days=1))
        for whole in (self.month_of(first_day), self.year_of(first_day)):
            if (whole.start, whole.end) == (period.start, period.end):
                return whole
        return period


# A page asks for the same months and years again and again.


@lru_cache(REMEMBERED)
def _month_at(calendar: Calendar, place: int) -> Month:
    rule = calendar.rule
    return Month(rule.start(place), rule.start(place + 1), rule.named(place), place, calendar)


@lru_cache(REMEMBERED)
def _year(calendar: Calendar, number: int) -> Year:
    start, end = (calendar.month(year, calendar.year_start_month).start for year in (number, number + 1))
    return Year(start, end, datetime.date(number, calendar.year_start_month, 1), calendar)


CIVIL = Calendar()
"""Months that begin on the 1st, years in January, weeks on Monday."""


def months_until(month: Month, count: int) -> list[Month]:
    """Return `count` months in order, `month` being the last."""
    return [month.back(ago) for ago in range(count - 1, -1, -1)]


def parse_period(key: str, calendar: Calendar = CIVIL) -> Period:
    """Return the period that an address names: "2026-11", "2026" or "2026-11-05..2026-11-19" (both days in it).

    Raises PeriodError with a sentence for the person.
    """
    try:
        return _parse(key.strip(), calendar)
    except PeriodError:
        raise
    except ValueError as error:
        raise PeriodError("There is no such day or month. Write 2026-11, 2026 or 2026-11-05..2026-11-19.") from error


def _parse(key: str, calendar: Calendar) -> Period:
    if match := _MONTH.match(key):
        first = _checked(datetime.date(int(match[1]), int(match[2]), 1))
        return calendar.month(first.year, first.month)
    if match := _YEAR.match(key):
        return calendar.year(_checked(datetime.date(int(match[1]), 1, 1)).year)
    if match := _RANGE.match(key):
        first, last = (_checked(datetime.date.fromisoformat(day)) for day in match.groups())
        return _range(first, last, calendar)
    raise PeriodError("Write a period as 2026-11, 2026 or 2026-11-05..2026-11-19.")


def _range(first: datetime.date, last: datetime.date, calendar: Calendar) -> Period:
    """Return the days from `first` to `last`: a month where that is how the calendar's months are written."""
    period, month = Period(first, last + datetime.timedelta(days=1)), calendar.month_of(first)
    return month if month.key == period.key else period


def _checked(date: datetime.date) -> datetime.date:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise PeriodError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return date
