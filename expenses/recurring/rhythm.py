"""On which days something comes again: a rule of iCalendar (RFC 5545), in parts and in words. No database, no request.

A day that a month does not have is its last one: the 31st comes every month. iCalendar would skip the month, so such
days are written as the last one of several: BYMONTHDAY=28,29,30,31;BYSETPOS=-1.
"""

import calendar
import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

LONGEST_RULE = 200
MOST_INTERVAL = 999
LAST = -1
SURE_DAYS = 28
"""Every month has that many days."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = (0, 1, 2, 3, 4)
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
ALLOWED = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_WORKING = ",".join(WEEKDAYS[day] for day in WORKING_DAYS)

NO_RULE = "This is no rhythm that can be kept. Write a rule of iCalendar, such as FREQ=MONTHLY;BYMONTHDAY=1."


class RhythmError(ValueError):
    """A rule that cannot be kept. The text is a sentence for the person."""


class Unit(StrEnum):
    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"
    YEAR = "YEARLY"

    @property
    def noun(self) -> str:
        return self.name.lower()


class On(StrEnum):
    """Which days of a month."""

    DAYS = "days"
    WEEKDAY = "weekday"
    FIRST_WORKING = "first-working"
    LAST_WORKING = "last-working"


@dataclass(frozen=True)
class Rhythm:
    """Every `interval` units: weeks on `weekdays` (Monday is 0), months and years as `on` says.

    `days` are those of a month, LAST the last one: several, or one that is the last one where a month is shorter.
    `nth` of the one weekday is 1 to 4 or LAST. `month` is that of a year.
    """

    unit: Unit
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    on: On = On.DAYS
    days: tuple[int, ...] = ()
    nth: int = 1
    month: int = 0

    def __post_init__(self) -> None:
        if not (1 <= self.interval <= MOST_INTERVAL and self._is_whole()):
            raise RhythmError(NO_RULE)

    def _is_whole(self) -> bool:
        if not all(0 <= day <= 6 for day in self.weekdays):
            return False
        if self.unit in (Unit.DAY, Unit.WEEK):
            return bool(self.weekdays) == (self.unit == Unit.WEEK)
        if self.unit == Unit.YEAR and not 1 <= self.month <= 12:
            return False
        if self.on == On.WEEKDAY:
            return len(self.weekdays) == 1 and self.nth in NTH
        if self.on != On.DAYS:
            return True
        most = 31 if len(self.days) == 1 else SURE_DAYS
        return bool(self.days) and all(day == LAST or 1 <= day <= most for day in self.days)

    @classmethod
    def parse(cls, rule: str, starts_on: datetime.date | None = None) -> Self:
        """Read a rule; what it leaves open is that of `starts_on`. Raises RhythmError."""
        if len(rule) > LONGEST_RULE:
            raise RhythmError(NO_RULE)
        try:
            return cls(**_read(_parts(rule), starts_on))
        except (KeyError, ValueError) as error:
            raise RhythmError(NO_RULE) from error

    @property
    def rule(self) -> str:
        """Return the one way to write it."""
        parts = [f"FREQ={self.unit}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.unit == Unit.WEEK:
            parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(set(self.weekdays))))
        if self.unit == Unit.YEAR:
            parts.append(f"BYMONTH={self.month}")
        if self.unit in (Unit.MONTH, Unit.YEAR):
            parts += self._month_parts()
        return ";".join(parts)

    def _month_parts(self) -> list[str]:
        if self.on == On.WEEKDAY:
            return [f"BYDAY={self.nth}{WEEKDAYS[self.weekdays[0]]}"]
        if self.on != On.DAYS:
            return [f"BYDAY={_WORKING}", f"BYSETPOS={1 if self.on == On.FIRST_WORKING else LAST}"]
        day = self.days[0]
        if len(self.days) > 1 or day <= self._sure_days:
            return ["BYMONTHDAY=" + ",".join(str(day) for day in _in_order(self.days))]
        shorter = range(self._sure_days, day + 1)
        return ["BYMONTHDAY=" + ",".join(map(str, shorter)), f"BYSETPOS={LAST}"]

    @property
    def _sure_days(self) -> int:
        if self.unit == Unit.MONTH or self.month == 2:
            return SURE_DAYS
        return calendar.monthrange(2001, self.month)[1]

    def __str__(self) -> str:
        """Return it in words: "Every 2 weeks on Friday"."""
        noun = self.unit.noun
        every = f"Every {noun}" if self.interval == 1 else f"Every {self.interval} {noun}s"
        if self.unit == Unit.DAY:
            return every
        if self.unit == Unit.WEEK:
            is_working = self.interval == 1 and set(self.weekdays) == set(WORKING_DAYS)
            return "Every working day" if is_working else f"{every} on {_list(_weekdays(self.weekdays))}"
        return f"{every} on {self._days_in_words()}"

    def _days_in_words(self) -> str:
        of_month = f" of {calendar.month_name[self.month]}" if self.unit == Unit.YEAR else ""
        if self.on == On.WEEKDAY:
            return f"the {NTH[self.nth]} {calendar.day_name[self.weekdays[0]]}{of_month}"
        if self.on != On.DAYS:
            return f"the {'first' if self.on == On.FIRST_WORKING else 'last'} working day{of_month}"
        words = _list([_day_in_words(day) for day in _in_order(self.days)])
        if self.unit == Unit.YEAR and len(self.days) == 1 and self.days[0] != LAST:
            words, of_month = f"{self.days[0]} {calendar.month_name[self.month]}", ""
        if len(self.days) == 1 and self.days[0] > self._sure_days:
            return f"{words}{of_month}, or the last day where there is none"
        return f"{words}{of_month}"


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.split("=", 1) for part in rule.strip().upper().removeprefix("RRULE:").split(";") if part]
    parts = dict(pairs)
    if len(parts) != len(pairs) or parts.keys() - ALLOWED or parts.pop("WKST", "MO") != "MO":
        raise RhythmError(NO_RULE)
    return parts


def _read(parts: dict[str, str], starts_on: datetime.date | None) -> dict[str, Any]:
    """Return the fields of a Rhythm; raise KeyError or ValueError where something is missing or too much."""
    unit = Unit(parts.pop("FREQ"))
    said: dict[str, Any] = {"unit": unit, "interval": int(parts.pop("INTERVAL", "1"))}
    if unit == Unit.YEAR:
        months = parts.pop("BYMONTH", str(starts_on.month) if starts_on else "")
        said["month"] = int(months)
    if unit == Unit.WEEK:
        days = parts.pop("BYDAY", WEEKDAYS[starts_on.weekday()] if starts_on else "")
        said["weekdays"] = tuple(sorted({WEEKDAYS.index(day) for day in days.split(",")}))
    elif unit != Unit.DAY:
        said |= _read_days(parts, starts_on)
    if parts:
        raise RhythmError(NO_RULE)
    return said


def _read_days(parts: dict[str, str], starts_on: datetime.date | None) -> dict[str, Any]:
    weekdays, position = parts.pop("BYDAY", ""), parts.pop("BYSETPOS", "")
    if weekdays:
        return _read_weekdays(weekdays, position)
    days = [int(day) for day in parts.pop("BYMONTHDAY", str(starts_on.day) if starts_on else "").split(",")]
    if not position:
        return {"days": _in_order(days)}
    if int(position) != LAST or sorted(days) != list(range(min(days), max(days) + 1)) or min(days) > SURE_DAYS + 2:
        raise RhythmError(NO_RULE)
    return {"days": (max(days),)}


def _read_weekdays(weekdays: str, position: str) -> dict[str, Any]:
    if weekdays == _WORKING and position in ("1", "-1"):
        return {"on": On.FIRST_WORKING if position == "1" else On.LAST_WORKING}
    nth = position or weekdays[:-2]
    return {
        "on": On.WEEKDAY,
        "weekdays": (WEEKDAYS.index(weekdays[-2:] if not position else weekdays),),
        "nth": int(nth),
    }


def _in_order(days: tuple[int, ...] | list[int]) -> tuple[int, ...]:
    """Return days of a month in their order, the last one last."""
    return tuple(sorted(set(days), key=lambda day: day if day > 0 else 32))


def _weekdays(days: tuple[int, ...]) -> list[str]:
    return [calendar.day_name[day] for day in sorted(set(days))]


def _day_in_words(day: int) -> str:
    if day == LAST:
        return "the last day"
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"the {day}{ending}"


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
