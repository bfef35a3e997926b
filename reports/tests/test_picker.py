import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.periods import PeriodError, parse_period
from reports.picker import Picker, span

TODAY = datetime.date(2026, 3, 14)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31))


@pytest.mark.parametrize(
    ("key", "previous", "following"),
    [
        ("2026-01", "2025-12", "2026-02"),
        ("2026", "2025", "2027"),
        ("2026-03-11..2026-03-20", "2026-03-01..2026-03-10", "2026-03-21..2026-03-30"),
        ("1900-01", "", "1900-02"),
        ("2999", "2998", ""),
        ("1900-01-01..2999-12-31", "", ""),
    ],
)
def test_picker_leads_to_the_neighbours(key, previous, following):
    picker = Picker(parse_period(key), TODAY)

    assert (picker.previous_key, picker.next_key) == (previous, following)


def test_picker_offers_periods_around_today():
    choices = Picker(parse_period("2026-02"), TODAY).choices

    assert [(choice.name, choice.key, choice.is_current) for choice in choices] == [
        ("This month", "2026-03", False),
        ("Last month", "2026-02", True),
        ("Last 30 days", "2026-02-13..2026-03-14", False),
        ("Last 3 months", "2026-01-01..2026-03-31", False),
        ("This year", "2026", False),
        ("Last year", "2025", False),
    ]


@given(DAYS, DAYS)
def test_a_span_has_both_its_days(first, second):
    first_day, last_day = sorted((first, second))

    period = span(first_day, last_day)

    assert (period.start, period.last_day) == (first_day, last_day)
    assert parse_period(period.key) == period


def test_a_span_backwards_is_refused():
    with pytest.raises(PeriodError):
        span(datetime.date(2026, 3, 2), datetime.date(2026, 3, 1))
