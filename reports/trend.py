"""What was spent in each month of a year, and what came in."""

import datetime
from dataclasses import dataclass

from expenses.periods import Calendar, Month, Period, months_until
from expenses.totals import Total
from reports.tallies import Days


@dataclass(frozen=True)
class MonthTotal:
    """`is_running` says that the month is not over yet."""

    month: Month
    spent: Total
    income: Total
    is_running: bool


def trend_months(period: Period, today: datetime.date, calendar: Calendar) -> list[Month]:
    """Return a year of months that ends with the last one of `period`, or with this one where that lies ahead."""
    last_day = today if period.start <= today < period.end else period.last_day
    return months_until(calendar.month_of(last_day), calendar.rule.months_in_year)


def month_totals(
    months: list[Month], days: Days, income: Days, *, today: datetime.date, currency: str
) -> list[MonthTotal]:
    """Return the sums of `months` in `currency` out of `days` of spending and of income."""
    return [
        MonthTotal(
            month,
            days.within(month).total(currency),
            income.within(month).total(currency),
            month.start <= today < month.last_day,
        )
        for month in months
    ]
