"""The line of a year of months."""

from collections.abc import Sequence

from reports.charts.chart import Chart, Series
from reports.links import expenses_url
from reports.trend import MonthTotal
from reports.wording import short_month


def trend_chart(months: Sequence[MonthTotal], *, currency: str, locale: str) -> Chart:
    """Return what was spent in each month; a month that still runs is said to be so."""
    series = Series(
        "Spent",
        [entry.spent.amount for entry in months],
        ["accent"],
        [expenses_url(entry.month) for entry in months],
        has_open_end=months[-1].is_running,
    )
    labels = [_label(entry, locale) for entry in months]
    return Chart("line", labels=labels, series=[series], currency=currency, locale=locale)


def _label(entry: MonthTotal, locale: str) -> str:
    name = short_month(entry.month, locale)
    return f"{name}, so far" if entry.is_running else name
