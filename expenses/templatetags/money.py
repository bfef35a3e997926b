"""Money and days in the locale of the person who looks at the page."""

import datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django import template
from django.template import Context

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
def day(context: Context, date: datetime.date) -> str:
    """Return the day with its weekday and year: "Sat, 21 Nov 2026"."""
    return format_skeleton("yMMMEd", date, locale=_locale(context))


@register.simple_tag(takes_context=True)
def short_day(context: Context, date: datetime.date) -> str:
    """Return the day without its weekday: "21 Nov 2026"."""
    return format_date(date, "medium", locale=_locale(context))


@register.simple_tag(takes_context=True)
def month(context: Context, date: datetime.date) -> str:
    """Return the month of the day: "November 2026"."""
    return format_skeleton("yMMMM", date, locale=_locale(context))


def _locale(context: Context) -> Any:
    return context["locale"] if "locale" in context else context["request"].user.locale
