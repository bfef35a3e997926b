"""What was spent in each of twelve months."""

import datetime
from dataclasses import dataclass

from expenses.periods import Month, Period, months_until
from expenses.totals import Total
from reports.tallies import Days

MONTHS = 12


@dataclass(frozen=True)
class MonthTotal:
    """`is_running` says that the month is not over yet."""

    month: Month
    spent: Total
    is_running: bool


def trend_months(period: Period, today: datetime.date) -> list[Month]:
    """Return the twelve months that end with the last one of `period`, or with this one where that lies ahead."""
    last_day = today if period.start <= today < period.end else period.last_day
    return months_until(Month.of(last_day), MONTHS)


def month_totals(months: list[Month], days: Days, *, today: datetime.date, currency: str) -> list[MonthTotal]:
    """Return the sums of `months` in `currency` out of `days`."""
    return [
        MonthTotal(month, days.within(month).total(currency), month.start <= today < month.last_day) for month in months
    ]
