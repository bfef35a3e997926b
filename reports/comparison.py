"""A period beside the one before it, like with like: a period that still runs is compared up to the same day."""

import calendar
import datetime
from dataclasses import dataclass

from expenses.periods import Month, Period, Year


@dataclass(frozen=True)
class Comparison:
    """`period` as it stands on the day `today`, and the period before it."""

    period: Period
    today: datetime.date

    @property
    def is_running(self) -> bool:
        """Say whether days of the period are still to come, and some have passed."""
        return self.period.start <= self.today < self.period.last_day

    @property
    def is_ahead(self) -> bool:
        return self.today < self.period.start

    @property
    def so_far(self) -> Period:
        """Return the days up to today of a running period, all of any other."""
        return Period(self.period.start, _after(self.today)) if self.is_running else self.period

    @property
    def ahead(self) -> Period | None:
        """Return the days of a running period after today, None for any other."""
        return Period(self.so_far.end, self.period.end) if self.is_running else None

    @property
    def before(self) -> Period:
        return self.period.previous()

    @property
    def before_so_far(self) -> Period:
        """Return the days of the period before that `so_far` is compared with: up to the same day of it."""
        before = self.before
        if not self.is_running:
            return before
        return Period(before.start, _after(self._same_day()))

    def _same_day(self) -> datetime.date:
        """Return today's place in the period before; a day that a shorter month lacks is its last."""
        before = self.before
        if isinstance(self.period, Month):
            return _clamped(before.start.year, before.start.month, self.today.day)
        if isinstance(self.period, Year):
            return _clamped(before.start.year, self.today.month, self.today.day)
        return before.start + (self.today - self.period.start)


def _after(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)


def _clamped(year: int, month: int, day: int) -> datetime.date:
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))
