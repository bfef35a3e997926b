"""Periods, days, percentages and the expenses behind a number, in the locale of the person who looks at the page."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from expenses.periods import Month, Period
from reports import rows, wording
from reports.breakdown import Breakdown, Slice
from reports.cash_flow import Source
from reports.charts.chart import Chart
from reports.comparison import Comparison
from reports.lines import Line
from reports.links import expenses_url as link_expenses
from reports.links import income_url as link_income
from reports.links import month_url as link_month
from reports.links import slice_url as link_slice

register = template.Library()


@register.filter
def negated(amount: Decimal) -> Decimal:
    """Return an amount as what it takes away: {{ amount|negated }}."""
    return -amount


@register.simple_tag(takes_context=True)
def chart_rows(context: Context, chart: Chart) -> SafeString:
    """Return the rows of the table behind `chart`."""
    return rows.chart_rows(chart, _locale(context))


@register.simple_tag(takes_context=True)
def slice_items(context: Context, breakdown: Breakdown, period: Period) -> SafeString:
    """Return list items of the topmost categories, each with what it is made of."""
    return rows.slice_items(breakdown, period, _locale(context))


@register.simple_tag(takes_context=True)
def line_items(context: Context, lines: list[Line]) -> SafeString:
    """Return list items of single expenses."""
    return rows.line_items(lines, _locale(context))


@register.simple_tag(takes_context=True)
def period_name(context: Context, period: Period) -> str:
    return wording.period_name(period, _locale(context))


@register.simple_tag(takes_context=True)
def period_days(context: Context, period: Period) -> str:
    """Return from when to when a month or year runs whose name does not say it, else ""."""
    return wording.period_days(period, _locale(context))


@register.simple_tag(takes_context=True)
def during(context: Context, period: Period) -> str:
    return wording.during(period, _locale(context))


@register.simple_tag(takes_context=True)
def up_to(context: Context, comparison: Comparison) -> str:
    """Return up to which day of the period before a running one is compared: "by 21 October"."""
    day = comparison.before_so_far.last_day
    word = wording.day_in_year if day.year == comparison.today.year else wording.day_with_year
    return f"by {word(day, _locale(context))}"


@register.simple_tag(takes_context=True)
def day_in_year(context: Context, date: datetime.date) -> str:
    return wording.day_in_year(date, _locale(context))


@register.simple_tag(takes_context=True)
def month_name(context: Context, month: Month) -> str:
    return wording.month_name(month, _locale(context))


@register.simple_tag(takes_context=True)
def percent(context: Context, per_mille: int | None) -> str:
    """Return a part of a thousand as "12.5%", a dash for none."""
    return "–" if per_mille is None else wording.percent(per_mille, _locale(context))


@register.simple_tag
def income_url(period: Period, **parameters: Any) -> str:
    return link_income(period, **parameters)


@register.simple_tag
def income_of(source: Source, period: Period) -> str:
    """Return the address of the income of a category itself, without what stands below it."""
    return link_income(period, category=source.category.pk if source.category else "none")


@register.simple_tag
def expenses_url(period: Period, **parameters: Any) -> str:
    return link_expenses(period, **parameters)


@register.simple_tag
def month_url(month: Month) -> str:
    return link_month(month)


@register.simple_tag
def slice_url(piece: Slice, period: Period) -> str:
    return link_slice(piece, period)


def _locale(context: Context) -> str:
    return context["request"].user.locale
