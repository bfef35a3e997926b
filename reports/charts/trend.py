"""The line of a year of months."""

from collections.abc import Sequence

from reports.charts.chart import Chart, Series
from reports.links import expenses_url, income_url
from reports.trend import MonthTotal
from reports.wording import short_month


def trend_chart(months: Sequence[MonthTotal], *, currency: str, locale: str) -> Chart:
    """Return what was spent in each month, and what came in where anything did; a month that still runs says so."""
    spent = Series(
        "Spent",
        [entry.spent.amount for entry in months],
        ["accent"],
        [expenses_url(entry.month) for entry in months],
        has_open_end=months[-1].is_running,
    )
    series = [spent, _income(months)] if any(entry.income.count for entry in months) else [spent]
    labels = [_label(entry, locale) for entry in months]
    return Chart("line", labels=labels, series=series, currency=currency, locale=locale)


def _income(months: Sequence[MonthTotal]) -> Series:
    return Series(
        "Income",
        [entry.income.amount for entry in months],
        ["tint-blue"],
        [income_url(entry.month) for entry in months],
        has_open_end=months[-1].is_running,
    )


def _label(entry: MonthTotal, locale: str) -> str:
    name = short_month(entry.month, locale)
    return f"{name}, so far" if entry.is_running else name
