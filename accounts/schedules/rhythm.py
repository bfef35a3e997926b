"""How often a job runs, read from words such as "daily at 03:20" or "every 15 minutes". Times are UTC.

UTC knows no daylight saving: no run is skipped or doubled when clocks change.
"""

import datetime
import re
from dataclasses import dataclass

DAY = datetime.timedelta(days=1)
DAILY = re.compile(r"daily at (?P<time>\d\d:\d\d)")
EVERY = re.compile(r"every (?P<minutes>\d+) minutes")
EXPECTED = "Write “daily at 03:20” (UTC), or “every 15 minutes”: a number that divides a day."


@dataclass(frozen=True)
class Rhythm:
    """One run each `period`, `offset` after midnight UTC. A day has a whole number of periods."""

    period: datetime.timedelta
    offset: datetime.timedelta = datetime.timedelta()

    @classmethod
    def parse(cls, words: str) -> "Rhythm":
        """Read a rhythm; raise ValueError with what is expected."""
        if found := DAILY.fullmatch(words):
            return cls(DAY, _since_midnight(found["time"]))
        if found := EVERY.fullmatch(words):
            return cls(_part_of_a_day(int(found["minutes"])))
        raise ValueError(EXPECTED)

    def after(self, moment: datetime.datetime) -> datetime.datetime:
        """Return the first run later than `moment`."""
        moment = moment.astimezone(datetime.UTC)
        first = moment.replace(hour=0, minute=0, second=0, microsecond=0) + self.offset
        return first + ((moment - first) // self.period + 1) * self.period

    def is_plausible(self, planned: datetime.datetime, *, now: datetime.datetime) -> bool:
        """Say whether a run may be planned that far ahead; if not, the clock was wrong when it was planned."""
        return planned - now <= 2 * self.period


def _since_midnight(words: str) -> datetime.timedelta:
    try:
        time = datetime.time.fromisoformat(words)
    except ValueError as error:
        raise ValueError(EXPECTED) from error
    return datetime.timedelta(hours=time.hour, minutes=time.minute)


def _part_of_a_day(minutes: int) -> datetime.timedelta:
    period = datetime.timedelta(minutes=minutes)
    if not period or DAY % period:
        raise ValueError(EXPECTED)
    return period
