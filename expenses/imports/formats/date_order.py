"""Which of three numbers is the day: decided from all dates of a file, for most files do not say."""

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from expenses.imports.formats.dates import full_year, make_date
from expenses.imports.formats.statement import Question

ORDERS = ("mdy", "dmy", "ymd")
CHOICES = ("mdy", "dmy")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_NUMBERS = re.compile(r"([0-9]{1,4})\s*[-/.' ]\s*([0-9]{1,2})\s*([-/.' ])\s*([0-9]{4}|[0-9]{1,2})(?![0-9])", re.ASCII)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})$")
_NAMED = re.compile(r"([0-9]{1,2})[- /.]*([A-Za-z]{3})[a-z]*[- /.,']*([0-9]{4}|[0-9]{2})(?![0-9])")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*[- /.]*([0-9]{1,2})[-, /.']+([0-9]{4}|[0-9]{2})(?![0-9])")
_TWO_DIGITS = 100
_MONTHS_A_YEAR = 12


class Numbers(NamedTuple):
    """The three numbers of a date as written; `order` is set where the writing settles it."""

    first: int
    second: int
    third: int
    order: str = ""


def split_date(written: str) -> Numbers | None:
    """Return the numbers of `2/10'2020`, `1/ 1/10`, `31.12.2010`, `2010-12-31` or `3 Mar 2010`, else None."""
    written = written.strip()[:40]
    if found := _COMPACT.match(written):
        return Numbers(int(found[1]), int(found[2]), int(found[3]), "ymd")
    if found := _NAMED.match(written):
        month = _MONTHS.get(found[2].lower())
        return Numbers(int(found[1]), month, _year(found[3], late=False), "dmy") if month else None
    if found := _MONTH_FIRST.match(written):
        month = _MONTHS.get(found[1].lower())
        return Numbers(int(found[2]), month, _year(found[3], late=False), "dmy") if month else None
    found = _NUMBERS.match(written)
    if not found:
        return None
    if len(found[1]) > len("31"):
        return Numbers(int(found[1]), int(found[2]), int(found[4]), "ymd")
    # No one writes points between month and day.
    order = "dmy" if found[3] == "." and int(found[2]) <= _MONTHS_A_YEAR else ""
    return Numbers(int(found[1]), int(found[2]), _year(found[4], late=found[3] == "'"), order)


def to_date(numbers: Numbers, order: str) -> datetime.date | None:
    """Return the date under an order, None where the calendar has none."""
    first, second, third, own_order = numbers
    match own_order or order:
        case "ymd":
            return make_date(first, second, third)
        case "dmy":
            return make_date(third, second, first)
        case _:
            return make_date(third, first, second)


def decide_order(dates: Sequence[Numbers]) -> tuple[str, Question | None]:
    """Return the order of all dates of a file, and what to ask where more than one fits as well."""
    open_dates = [date for date in dates if not date.order]
    days_first = sum(date.first > _MONTHS_A_YEAR for date in open_dates)
    months_first = sum(date.second > _MONTHS_A_YEAR for date in open_dates)
    if days_first or months_first or not open_dates:
        return ("dmy" if days_first > months_first else "mdy"), None
    if all(date.first == date.second for date in open_dates):
        return "mdy", None
    guess = min(CHOICES, key=lambda order: _disorder(open_dates, order))
    example = open_dates[0]
    message = f"Is {example.first:02}/{example.second:02}/{example.third} the day or the month first?"
    return guess, Question("date-order", message, guess, CHOICES)


def _disorder(dates: Sequence[Numbers], order: str) -> tuple[int, int]:
    """Return how often the dates turn back, and the days from first to last: a statement runs on, and not for long."""
    days = [day.toordinal() for date in dates if (day := to_date(date, order))]
    steps = [later - earlier for earlier, later in pairwise(days)]
    turns = min(sum(step < 0 for step in steps), sum(step > 0 for step in steps))
    return turns, max(days, default=0) - min(days, default=0)


def _year(written: str, *, late: bool) -> int:
    """Return the year; `late` is Quicken's apostrophe, which says that it is one from 2000 on."""
    year = int(written)
    if year >= _TWO_DIGITS:
        return year
    return year + 2000 if late else full_year(year)
