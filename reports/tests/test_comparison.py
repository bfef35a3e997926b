import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.periods import Month, Period, Year, parse_period
from reports.comparison import Comparison

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("period", "today", "so_far", "before"),
    [
        ("2026-11", "2026-11-21", "2026-11-01..2026-11-21", "2026-10-01..2026-10-21"),
        ("2026-11", "2026-11-01", "2026-11-01..2026-11-01", "2026-10-01..2026-10-01"),
        ("2026-03", "2026-03-30", "2026-03-01..2026-03-30", "2026-02-01..2026-02-28"),
        ("2024-03", "2024-03-29", "2024-03-01..2024-03-29", "2024-02-01..2024-02-29"),
        ("2026-01", "2026-01-15", "2026-01-01..2026-01-15", "2025-12-01..2025-12-15"),
        ("2026", "2026-11-21", "2026-01-01..2026-11-21", "2025-01-01..2025-11-21"),
        ("2024", "2024-02-29", "2024-01-01..2024-02-29", "2023-01-01..2023-02-28"),
        ("2026-11-11..2026-11-20", "2026-11-13", "2026-11-11..2026-11-13", "2026-11-01..2026-11-03"),
    ],
)
def test_a_running_period_is_compared_up_to_the_same_day(period, today, so_far, before):
    comparison = Comparison(parse_period(period), datetime.date.fromisoformat(today))

    assert comparison.is_running
    assert (comparison.so_far, comparison.before_so_far) == (parse_period(so_far), parse_period(before))


@pytest.mark.parametrize("today", ["2026-11-30", "2026-12-01", "2031-01-01"])
def test_a_period_that_is_over_is_compared_as_a_whole(today):
    comparison = Comparison(parse_period("2026-11"), datetime.date.fromisoformat(today))

    assert not comparison.is_running
    assert (comparison.so_far, comparison.before_so_far) == (parse_period("2026-11"), parse_period("2026-10"))


def test_a_period_ahead_is_neither_running_nor_over():
    comparison = Comparison(parse_period("2026-12"), datetime.date(2026, 11, 21))

    assert (comparison.is_running, comparison.is_ahead) == (False, True)
    assert comparison.so_far == parse_period("2026-12")


@given(DAYS, st.integers(0, 800), DAYS)
def test_what_is_compared_lies_in_its_period(first_day, more_days, today):
    span = Period(first_day, first_day + datetime.timedelta(days=more_days + 1))
    for period in (span, Month.of(first_day), Year.of(first_day)):
        comparison = Comparison(period, today)

        assert period.start == comparison.so_far.start < comparison.so_far.end <= period.end
        before, so_far = comparison.before, comparison.before_so_far
        assert before.start == so_far.start < so_far.end <= before.end == period.start
        assert (today in comparison.so_far) == (today in period)
