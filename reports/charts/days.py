"""Bars of the days of a month."""

from collections.abc import Sequence

from reports.charts.chart import Chart, Series
from reports.links import expenses_url
from reports.monthly import DayTotal
from reports.wording import short_day


def days_chart(days: Sequence[DayTotal], *, currency: str, locale: str) -> Chart:
    """Return what was spent on each day, days without expenses included."""
    series = Series(
        "Spent", [entry.spent.amount for entry in days], ["accent"], [expenses_url(entry.day) for entry in days]
    )
    labels = [short_day(entry.day.start, locale) for entry in days]
    return Chart("bar", labels=labels, series=[series], currency=currency, locale=locale)
