"""Bars of the months of a year beside those of the year before."""

from collections.abc import Sequence

from reports.charts.chart import Chart, Series
from reports.links import expenses_url
from reports.wording import short_month_name
from reports.yearly import MonthPair


def months_chart(months: Sequence[MonthPair], *, currency: str, locale: str) -> Chart:
    now = Series(
        f"{months[0].month.start.year}",
        [entry.spent.amount for entry in months],
        ["accent"],
        [expenses_url(entry.month) for entry in months],
    )
    before = Series(
        f"{months[0].month_before.start.year}",
        [entry.before.amount for entry in months],
        ["before"],
        [expenses_url(entry.month_before) for entry in months],
    )
    labels = [short_month_name(entry.month.start, locale) for entry in months]
    return Chart("bar", labels=labels, series=[now, before], currency=currency, locale=locale)
