"""When something may go out: after the quiet hours, and with the letter of the day. Knows no database.

Hours are those of the person's clock. Where daylight saving leaves an hour out, what falls into it comes right after.
"""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """When a person wants to be told: their time zone, their quiet hours, and when the letter of the day comes."""

    zone: ZoneInfo
    quiet_from: datetime.time | None
    quiet_until: datetime.time | None
    letters_at: datetime.time

    def today(self, now: datetime.datetime) -> datetime.date:
        return now.astimezone(self.zone).date()

    def after_quiet(self, now: datetime.datetime) -> datetime.datetime:
        """Return `now`, or the end of the quiet hours that it lies in, in UTC."""
        if self.quiet_from is None or self.quiet_until is None:
            return now
        for day in (self.today(now) - DAY, self.today(now)):
            end_day = day + DAY if self.quiet_until <= self.quiet_from else day
            if self._moment(day, self.quiet_from) <= now < self._moment(end_day, self.quiet_until):
                return self._moment(end_day, self.quiet_until)
        return now

    def next_letter(self, now: datetime.datetime, *, last_on: datetime.date | None) -> datetime.datetime:
        """Return when the next letter of the day may go, in UTC: at its hour, on a day that has had none."""
        day = self.today(now)
        if self._moment(day, self.letters_at) < now:
            day += DAY
        if last_on is not None:
            day = max(day, last_on + DAY)
        return self.after_quiet(self._moment(day, self.letters_at))

    def _moment(self, day: datetime.date, time: datetime.time) -> datetime.datetime:
        """Return `time` of `day` in UTC."""
        return datetime.datetime.combine(day, time, self.zone).astimezone(datetime.UTC)
