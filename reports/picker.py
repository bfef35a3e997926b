"""The periods that a page offers to go to, from the one it shows."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from expenses.periods import Calendar, Period, PeriodError, parse_period
from reports.wording import month_word


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
        return [Choice(name, period.key, period.key == self.period.key) for name, period in self._offered()]

    def _offered(self) -> list[tuple[str, Period]]:
        month, year, word = self.calendar.month_of(self.today), self.calendar.year_of(self.today), self.month_word
        tomorrow = self.today + datetime.timedelta(days=1)
        return [
            ("This week", self.calendar.week_of(self.today)),
            (f"This {word}", month),
            (f"Last {word}", month.previous()),
            ("Last 30 days", Period(tomorrow - datetime.timedelta(days=30), tomorrow)),
            (f"Last 3 {word}s", Period(month.back(2).start, month.end)),
            ("This year", year),
            ("Last year", year.previous()),
        ]

    @property
    def month_word(self) -> str:
        return month_word(self.calendar)

    def _known(self, neighbour: Callable[[], Period]) -> Period | None:
        try:
            return parse_period(neighbour().key, self.calendar)
        except (PeriodError, OverflowError, ValueError):
            return None
