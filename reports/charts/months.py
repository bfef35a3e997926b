"""Bars of the months of a year beside those of the year before."""

from expenses.periods import Month
from reports.charts.chart import Chart, Series
from reports.links import expenses_url
from reports.wording import period_name, short_month_name
from reports.yearly import MonthPair, YearSummary


def months_chart(summary: YearSummary, *, locale: str) -> Chart:
    months = summary.months
    now = Series(
        period_name(summary.comparison.period, locale),
        [entry.spent.amount for entry in months],
        ["accent"],
        [_link(entry.month) for entry in months],
    )
    before = Series(
        period_name(summary.comparison.before, locale),
        [entry.before.amount for entry in months],
        ["before"],
        [_link(entry.month_before) for entry in months],
    )
    labels = [_label(entry, locale) for entry in months]
    return Chart("bar", labels=labels, series=[now, before], currency=summary.currency, locale=locale)


def _label(entry: MonthPair, locale: str) -> str:
    month = entry.month or entry.month_before
    return short_month_name(month, locale) if month else ""


def _link(month: Month | None) -> str:
    return expenses_url(month) if month else ""
