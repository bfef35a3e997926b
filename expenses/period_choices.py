"""The periods that people ask for most, by their names. Dates in, dates out: no database, no request."""

import datetime
from functools import lru_cache

from expenses.periods import REMEMBERED, Calendar, Period


@lru_cache(REMEMBERED)
def period_choices(calendar: Calendar, today: datetime.date) -> tuple[tuple[str, Period], ...]:
    """Return (name, period) of the periods around `today`."""
    month, year, word = calendar.month_of(today), calendar.year_of(today), calendar.month_word
    tomorrow = today + datetime.timedelta(days=1)
    return (
        ("This week", calendar.week_of(today)),
        (f"This {word}", month),
        (f"Last {word}", month.previous()),
        ("Last 30 days", Period(tomorrow - datetime.timedelta(days=30), tomorrow)),
        (f"Last 3 {word}s", Period(month.back(2).start, month.end)),
        ("This year", year),
        ("Last year", year.previous()),
    )
