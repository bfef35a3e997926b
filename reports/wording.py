"""Periods, days and percentages as a person of a locale reads them. No database, no request."""

import datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import NumberPattern, format_decimal, parse_pattern

from expenses.periods import Month, Period, Year

REMEMBERED = 2048
"""Names kept: Babel takes as long for one as the database for a month of expenses."""


@lru_cache(REMEMBERED)
def period_name(period: Period, locale: str) -> str:
    """Return "November 2026", "2026", "2026/27", "21 Nov 2026" or "5–19 Nov 2026"."""
    if isinstance(period, Year):
        return period.name
    if isinstance(period, Month) and period.named:
        return format_skeleton("yMMMM", period.named, locale=locale)
    if period.days == 1:
        return format_skeleton("yMMMd", period.start, locale=locale)
    return format_interval(period.start, period.last_day, "yMMMd", locale=locale)


@lru_cache(REMEMBERED)
def period_days(period: Period, locale: str) -> str:
    """Return from when to when a month or year runs whose name does not say it, "25 Oct – 24 Nov 2026"; else ""."""
    if isinstance(period, Month | Year) and period.shows_days:
        return format_interval(period.start, period.last_day, "yMMMd", locale=locale)
    return ""


def during(period: Period, locale: str) -> str:
    """Return the period as a sentence says when: "in November 2026", "on 21 Nov 2026", "during 5–19 Nov 2026"."""
    is_whole = isinstance(period, Year) or (isinstance(period, Month) and period.named is not None)
    preposition = "in" if is_whole else "on" if period.days == 1 else "during"
    return f"{preposition} {period_name(period, locale)}"


@lru_cache(REMEMBERED)
def day_in_year(date: datetime.date, locale: str) -> str:
    """Return the day without its year: "21 October"."""
    return format_skeleton("MMMMd", date, locale=locale)


@lru_cache(REMEMBERED)
def month_name(month: Month, locale: str) -> str:
    """Return the month without its year, "October"; its days where it has no name."""
    return format_date(month.named, "LLLL", locale=locale) if month.named else period_name(month, locale)


@lru_cache(REMEMBERED)
def short_day(date: datetime.date, locale: str) -> str:
    """Return the day for an axis: "21 Oct"."""
    return format_skeleton("MMMd", date, locale=locale)


@lru_cache(REMEMBERED)
def day_with_year(date: datetime.date, locale: str) -> str:
    """Return the day with its year: "21 October 2026"."""
    return format_skeleton("yMMMMd", date, locale=locale)


@lru_cache(REMEMBERED)
def day_month_year(date: datetime.date, locale: str) -> str:
    """Return the day with its year, short: "21 Oct 2026"."""
    return format_date(date, "medium", locale=locale)


@lru_cache(REMEMBERED)
def short_month_name(month: Month, locale: str) -> str:
    """Return the month without its year, for an axis, "Oct"; its first day where it has no name."""
    return format_date(month.named, "LLL", locale=locale) if month.named else short_day(month.start, locale)


@lru_cache(REMEMBERED)
def short_month(month: Month, locale: str) -> str:
    """Return the month for an axis, "Oct 2026"; its first day where it has no name."""
    if month.named:
        return format_skeleton("yMMM", month.named, locale=locale)
    return day_month_year(month.start, locale)


@lru_cache(REMEMBERED)
def whole_number(count: int, locale: str) -> str:
    """Return a number with its digits grouped: "12,345"."""
    return format_decimal(count, locale=locale)


@lru_cache(REMEMBERED)
def percent(per_mille: int, locale: str) -> str:
    """Return a part of a thousand as "12.5%", always with one decimal, so that columns of them add up."""
    return _percent_pattern(locale).apply(Decimal(per_mille).scaleb(-3), locale)


@cache
def _percent_pattern(locale: str) -> NumberPattern:
    pattern = parse_pattern(Locale.parse(locale).percent_formats[None].pattern)
    pattern.frac_prec = (1, 1)
    return pattern
