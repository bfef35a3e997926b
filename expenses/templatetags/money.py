"""Money and days in the locale of the person who looks at the page."""

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from django import template
from django.template import Context
from django.utils import timezone

from expenses.money import format_money

register = template.Library()


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Decimal | None, currency: str) -> str:
    """Return the amount with its currency, "€1,234.50"; an empty text for None."""
    return "" if amount is None else format_money(amount, currency, _locale(context))


@register.simple_tag(takes_context=True)
def number(context: Context, count: int) -> str:
    """Return a whole number with its digits grouped: "12,345"."""
    return format_decimal(count, locale=_locale(context))


@register.simple_tag(takes_context=True)
def rate(context: Context, value: Decimal) -> str:
    """Return a rate of exchange in at least five figures: "1.08453", "0.0000061734"."""
    decimals = max(0, 5 - min(value.adjusted(), 5)) - (value.adjusted() >= 0)
    return format_decimal(value, format=f"#,##0.{'#' * max(decimals, 2)}", locale=_locale(context))


@register.simple_tag(takes_context=True)
def day(context: Context, date: datetime.date) -> str:
    """Return the day with its weekday and year: "Sat, 21 Nov 2026"."""
    return _by_skeleton("yMMMEd", date, _locale(context))


@register.simple_tag(takes_context=True)
def day_in_month(context: Context, date: datetime.date) -> str:
    """Return the day with its weekday and without its year: "Sat, 21 Nov"."""
    return _by_skeleton("MMMEd", date, _locale(context))


@register.simple_tag(takes_context=True)
def weekday(context: Context, date: datetime.date) -> str:
    """Return the weekday alone, as it heads a column: "Sat"."""
    return _by_skeleton("EEE", date, _locale(context))


@register.simple_tag(takes_context=True)
def short_day(context: Context, date: datetime.date) -> str:
    """Return the day without its weekday: "21 Nov 2026"."""
    return _medium(date, _locale(context))


@register.simple_tag(takes_context=True)
def clock(context: Context, moment: datetime.datetime) -> str:
    """Return the time of day in the person's time zone: "14:05"."""
    return format_time(timezone.localtime(moment).time(), "short", locale=_locale(context))


@register.simple_tag(takes_context=True)
def month(context: Context, date: datetime.date) -> str:
    """Return the month of the day: "November 2026"."""
    return _by_skeleton("yMMMM", date, _locale(context))


# Babel reads its patterns anew for each date; pages name the same days again and again.


@lru_cache(maxsize=2048)
def _by_skeleton(skeleton: str, date: datetime.date, locale: str) -> str:
    return format_skeleton(skeleton, date, locale=locale)


@lru_cache(maxsize=2048)
def _medium(date: datetime.date, locale: str) -> str:
    return format_date(date, "medium", locale=locale)


def _locale(context: Context) -> Any:
    return context["locale"] if "locale" in context else context["request"].user.locale
