"""The periods that a page offers to go to, from the one it shows."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from expenses.period_choices import period_choices
from expenses.periods import Calendar, Period, PeriodError, parse_period


@dataclass(frozen=True)
class Choice:
    name: str
    key: str
    is_current: bool


@dataclass(frozen=True)
class Picker:
    """What can be chosen beside `period`; a person's `today` says which periods of `calendar` are this and last."""

    period: Period
    today: datetime.date
    calendar: Calendar

    @property
    def previous(self) -> Period | None:
        """Return the period before, None where addresses have no such period."""
        return self._known(self.period.previous)

    @property
    def next(self) -> Period | None:
        return self._known(self.period.next)

    @property
    def choices(self) -> list[Choice]:
        offered = period_choices(self.calendar, self.today)
        return [Choice(name, period.key, period.key == self.period.key) for name, period in offered]

    def _known(self, neighbour: Callable[[], Period]) -> Period | None:
        try:
            return parse_period(neighbour().key, self.calendar)
        except (PeriodError, OverflowError, ValueError):
            return None
