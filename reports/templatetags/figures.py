"""Periods, days, percentages and the expenses behind a number, in the locale of the person who looks at the page."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from expenses.money import format_money
from expenses.periods import Period
from expenses.totals import Total
from reports import wording
from reports.breakdown import Slice
from reports.charts.chart import Chart
from reports.links import expenses_url as link_expenses
from reports.links import slice_url as link_slice

register = template.Library()


@register.simple_tag(takes_context=True)
def period_name(context: Context, period: Period) -> str:
    return wording.period_name(period, _locale(context))


@register.simple_tag(takes_context=True)
def during(context: Context, period: Period) -> str:
    return wording.during(period, _locale(context))


@register.simple_tag(takes_context=True)
def day_in_year(context: Context, date: datetime.date) -> str:
    return wording.day_in_year(date, _locale(context))


@register.simple_tag(takes_context=True)
def month_name(context: Context, date: datetime.date) -> str:
    return wording.month_name(date, _locale(context))


@register.simple_tag(takes_context=True)
def percent(context: Context, per_mille: int | None) -> str:
    """Return a part of a thousand as "12.5%", a dash for none."""
    return _percent(per_mille, _locale(context))


@register.simple_tag(takes_context=True)
def chart_rows(context: Context, chart: Chart) -> SafeString:
    """Return the rows of the table behind `chart`: a name, and each amount with a link to its expenses.

    They are put together here and not in a template: there are a hundred of them on a page.
    """
    locale = _locale(context)
    rows = (
        (label, format_html_join("", "{}", ((_cell(*cell, chart.currency, locale),) for cell in cells)))
        for label, cells in chart.rows
    )
    return format_html_join("\n", '<tr><th scope="row">{}</th>{}</tr>', rows)


def _cell(amount: Decimal | None, link: str, currency: str, locale: str) -> SafeString:
    text = "" if amount is None else format_money(amount, currency, locale)
    if not (text and link):
        return format_html('<td class="amount">{}</td>', text)
    return format_html('<td class="amount"><a href="{}">{}</a></td>', link, text)


@register.simple_tag(takes_context=True)
def slice_parts(context: Context, piece: Slice, period: Period) -> SafeString:
    """Return list items of what `piece` is made of: each with its percentage, amount and link."""
    locale = _locale(context)
    return format_html_join(
        "\n",
        '<li class="slice-part-{}">{}<span class="slice-figures"><span class="muted">{}</span>'
        '<span class="amount">{}</span></span></li>',
        (
            (depth, _part_name(part, period), _percent(part.per_mille, locale), _money(part.spent, locale))
            for depth, part in piece.walk()
            if depth
        ),
    )


def _part_name(part: Slice, period: Period) -> SafeString:
    if part.is_own:
        return format_html('<span class="muted">{} itself</span>', part.name)
    return format_html('<a href="{}">{}</a>', link_slice(part, period), part.name)


def _percent(per_mille: int | None, locale: str) -> str:
    return "–" if per_mille is None else wording.percent(per_mille, locale)


def _money(total: Total, locale: str) -> str:
    return format_money(total.amount, total.currency, locale)


@register.simple_tag
def expenses_url(period: Period, **parameters: Any) -> str:
    return link_expenses(period, **parameters)


@register.simple_tag
def slice_url(piece: Slice, period: Period) -> str:
    return link_slice(piece, period)


def _locale(context: Context) -> str:
    return context["request"].user.locale
