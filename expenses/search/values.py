"""Read amounts, days and their ranges as a search writes them. No database, no request."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from expenses.money import AmountError, parse_number
from expenses.periods import CIVIL, FIRST_YEAR, LAST_YEAR, Calendar, Period, PeriodError, parse_period
from expenses.search.grammar import AmountRange, DayRange

RANGE = ".."
LARGEST = Decimal("99999999999.9999")
MOST_DECIMALS = 4
SIZES = {":", "="}
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})\Z", re.ASCII)
AMOUNT_HINT = "Write one such as 12.50, or a range such as 10..20."
DAY_HINT = "Write 2025, 2025-03, 2025-03-14, a range such as 2025-01..2025-03, or today."


class ValueInvalid(ValueError):
    """A value that cannot be read. The text is a sentence for the person; `fix` is what may have been meant."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


@dataclass(frozen=True, slots=True)
class Habits:
    """How the person who searches writes and counts: their day, their decimal mark, their months and years."""

    today: datetime.date
    mark: str = "."
    calendar: Calendar = CIVIL

    @property
    def named(self) -> Calendar:
        """Return the calendar whose months have names such as 2025-03: pay periods of some weeks have none."""
        return self.calendar if self.calendar.has_named_months else CIVIL


def read_amounts(operator: str, text: str, habits: Habits) -> AmountRange:
    """Return the amounts that "> 50" or ": 10..20" asks for; raise ValueInvalid.

    A number alone is about the size, whichever way the money went. One with a sign, and 0, are about the amount itself:
    "< 0" is what came back.
    """
    if operator in SIZES and RANGE in text:
        return _amounts_between(text, habits)
    number, is_signed = _number(text, habits)
    match operator:
        case ">" | ">=":
            return AmountRange(low=number, is_signed=is_signed, has_low=operator == ">=")
        case "<" | "<=":
            return AmountRange(high=number, is_signed=is_signed, has_high=operator == "<=")
    return AmountRange(number, number, is_signed)


def _amounts_between(text: str, habits: Habits) -> AmountRange:
    first, _, last = text.partition(RANGE)
    if not first and not last:
        raise ValueInvalid(f"Neither end of this range is there. {AMOUNT_HINT}")
    low, low_signed = _number(first, habits) if first else (None, False)
    high, high_signed = _number(last, habits) if last else (None, False)
    if low is not None and high is not None and high < low:
        raise ValueInvalid("The largest amount lies below the smallest. Swap them.", f"{last}{RANGE}{first}")
    # 0 at one end says nothing about the way the money went: 0..20 is every small amount.
    is_signed = any(end[:1] in "+-−" for end in (first, last) if end)
    return AmountRange(low, high, is_signed or (low_signed and high_signed))


def _number(text: str, habits: Habits) -> tuple[Decimal, bool]:
    """Return the number, and whether it is about the amount itself."""
    has_sign = text[:1] in ("+", "-", "−")
    try:
        number = parse_number(text[1:] if has_sign else text, habits.mark)
    except AmountError as error:
        raise ValueInvalid(f"“{text[:40]}” is not an amount. {AMOUNT_HINT}") from error
    if number > LARGEST:
        raise ValueInvalid("No amount is as large as this.")
    if number != round(number, MOST_DECIMALS):
        raise ValueInvalid(f"Amounts have no more than {MOST_DECIMALS} decimals.")
    return (number if text[:1] not in ("-", "−") else -number), has_sign or number == 0


def read_days(operator: str, text: str, habits: Habits) -> DayRange:
    """Return the days that ": 2025-03" or "> 2025-01-31" asks for; raise ValueInvalid.

    What is before or after a month or year lies outside all of it.
    """
    if operator in SIZES and RANGE in text:
        return _days_between(text, habits)
    period = _period(text, habits)
    match operator:
        case ">":
            return DayRange(start=period.end)
        case ">=":
            return DayRange(start=period.start)
        case "<":
            return DayRange(end=period.start)
        case "<=":
            return DayRange(end=period.end)
    return DayRange(period.start, period.end)


def _days_between(text: str, habits: Habits) -> DayRange:
    first, _, last = text.partition(RANGE)
    if not first and not last:
        raise ValueInvalid(f"Neither end of this range is there. {DAY_HINT}")
    start = _period(first, habits).start if first else None
    end = _period(last, habits).end if last else None
    if start is not None and end is not None and end <= start:
        raise ValueInvalid("The last day lies before the first. Swap them.", f"{last}{RANGE}{first}")
    return DayRange(start, end)


def _period(text: str, habits: Habits) -> Period:
    """Return the day, month or year that `text` names."""
    name = text.casefold()
    if name in NEAR:
        return NEAR[name](habits)
    try:
        if _DAY.match(name):
            return _day(datetime.date(*map(int, name.split("-"))))
        if match := _MONTH.match(name):
            name = f"{match[1]}-{match[2]:0>2}"
        return parse_period(name, habits.named)
    except PeriodError as error:
        raise ValueInvalid(f"“{text[:40]}” is not a day, month or year. {DAY_HINT}") from error
    except ValueError as error:
        raise ValueInvalid(f"There is no such day as {text[:40]}. {DAY_HINT}") from error


def _day(date: datetime.date) -> Period:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueInvalid(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return Period(date, date + datetime.timedelta(days=1))


NEAR: dict[str, Callable[[Habits], Period]] = {
    "today": lambda habits: _day(habits.today),
    "yesterday": lambda habits: _day(habits.today - datetime.timedelta(days=1)),
    "this-month": lambda habits: habits.calendar.month_of(habits.today),
    "last-month": lambda habits: habits.calendar.month_of(habits.today).previous(),
    "this-year": lambda habits: habits.calendar.year_of(habits.today),
    "last-year": lambda habits: habits.calendar.year_of(habits.today).previous(),
}
