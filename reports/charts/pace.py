"""Two lines: how the sum grows day by day, and how it grew in the period before."""

from typing import Any

from expenses.periods import Period, Year
from reports.charts.chart import Series, describe
from reports.comparison import Comparison
from reports.links import expenses_url
from reports.pace import Pace, Step
from reports.wording import period_name, short_day, short_month


def pace_chart(pace: Pace, comparison: Comparison, *, locale: str) -> dict[str, Any]:
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
    labels = [step_name(step, comparison.period, locale) for step in pace.steps]
    return describe("line", labels=labels, series=[now, before], currency=pace.currency, locale=locale)


def named_steps(pace: Pace, period: Period, locale: str) -> list[tuple[str, Step]]:
    """Return (name, step) of the steps that have begun: the table behind the chart."""
    return [(step_name(step, period, locale), step) for step in pace.steps if step.amount is not None]


def step_name(step: Step, period: Period, locale: str) -> str:
    """Return the name of a step by its last day, or by its month in a year."""
    days = step.days or step.before_days
    if days is None:
        return ""
    return short_month(days.start, locale) if isinstance(period, Year) else short_day(days.last_day, locale)


def _link(days: Period | None) -> str:
    return expenses_url(days) if days else ""
