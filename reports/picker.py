"""The periods that a page offers to go to, from the one it shows."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from expenses.periods import Month, Period, PeriodError, Year, parse_period


@dataclass(frozen=True)
class Choice:
    name: str
    key: str
    is_current: bool


@dataclass(frozen=True)
class Picker:
    """What can be chosen beside `period`; a person's `today` says which periods are this and last."""

    period: Period
    today: datetime.date

    @property
    def previous_key(self) -> str:
        """Return the key of the period before, "" where addresses have no such period."""
        return _known_key(self.period.previous)

    @property
    def next_key(self) -> str:
        return _known_key(self.period.next)

    @property
    def choices(self) -> list[Choice]:
        month, year = Month.of(self.today), Year.of(self.today)
        tomorrow = self.today + datetime.timedelta(days=1)
        offered: list[tuple[str, Period]] = [
            ("This month", month),
            ("Last month", month.previous()),
            ("Last 30 days", Period(tomorrow - datetime.timedelta(days=30), tomorrow)),
            ("Last 3 months", Period(month.back(2).start, month.end)),
            ("This year", year),
            ("Last year", year.previous()),
        ]
        return [Choice(name, period.key, period.key == self.period.key) for name, period in offered]


def _known_key(neighbour: Callable[[], Period]) -> str:
    try:
        return parse_period(neighbour().key).key
    except (PeriodError, OverflowError, ValueError):
        return ""


def span(first_day: datetime.date, last_day: datetime.date) -> Period:
    """Return the period of both days and all between: a month or a year where they are one, else a range.

    Raises PeriodError where the last day lies before the first.
    """
    period = Period(first_day, last_day + datetime.timedelta(days=1))
    for whole in (Month.of(first_day), Year.of(first_day)):
        if (whole.start, whole.end) == (period.start, period.end):
            return whole
    return period
