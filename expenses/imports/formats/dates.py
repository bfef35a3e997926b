"""Dates of the machine-written formats: the day as the bank wrote it, never moved into another time zone."""

import calendar
import datetime
import re

_DIGITS = re.compile(r"[0-9]{8}").match
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{2})[-/.]([0-9]{2})(?![0-9])").match
_EARLIEST, _LATEST = 1900, 2199
_CENTURY_TURN = 80


def read_date(text: str) -> datetime.date | None:
    """Return the day of `20230509...` or `2023-05-09...`, None where there is no such day from 1900 on."""
    if _DIGITS(text):
        return make_date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    if found := _ISO(text):
        return make_date(int(found[1]), int(found[2]), int(found[3]))
    return None


def make_date(year: int, month: int, day: int) -> datetime.date | None:
    """Return the date, None where the calendar has none, or no statement is so old."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def full_year(two_digits: int) -> int:
    """Return the year of two digits: 1980 to 2079."""
    return two_digits + (1900 if two_digits >= _CENTURY_TURN else 2000)


def clamp_to_month(year: int, month: int, day: int) -> datetime.date | None:
    """Return the date, or the last of its month: banks that count 30 days a month book on 30 February."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return make_date(year, month, min(day, calendar.monthrange(year, month)[1]))
