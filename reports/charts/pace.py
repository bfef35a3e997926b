"""Two lines: how the sum grows day by day, and how it grew in the period before."""

from expenses.periods import Month, Period
from reports.charts.chart import Chart, Series
from reports.comparison import Comparison
from reports.links import expenses_url
from reports.pace import Pace, Step
from reports.wording import period_name, short_day, short_month_name


def pace_chart(pace: Pace, comparison: Comparison, *, locale: str) -> Chart:
    now = Series(
        period_name(comparison.period, locale),
        [step.amount for step in pace.steps],
        ["accent"],
        [_link(step.days) for step in pace.steps],
    )
    before = Series(
        period_name(comparison.before, locale),
        [step.before for step in pace.steps],
        ["before"],
        [_link(step.before_days) for step in pace.steps],
        is_dashed=True,
    )
    labels = [_step_name(step, locale) for step in pace.steps]
    return Chart("line", labels=labels, series=[now, before], currency=pace.currency, locale=locale)


def _step_name(step: Step, locale: str) -> str:
    """Return the name of a step by its last day, or by its month in a year."""
    days = step.days or step.before_days
    if days is None:
        return ""
    return short_month_name(days, locale) if isinstance(days, Month) else short_day(days.last_day, locale)


def _link(days: Period | None) -> str:
    return expenses_url(days) if days else ""
