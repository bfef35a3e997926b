"""A period beside the one before it, like with like: a period that still runs is compared up to the same day."""

import datetime
from dataclasses import dataclass

from expenses.periods import Period


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
        return Period(before.start, _after(self.period.same_day_before(self.today)))


def _after(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)
