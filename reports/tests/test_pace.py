import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.periods import Month, Period, Year, parse_period
from reports.comparison import Comparison
from reports.pace import is_drawn, measure_pace, split
from reports.tallies import Days

FIRST_DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))
LENGTHS = st.integers(1, 400)


def days_of(amounts: dict[str, str]) -> Days:
    return Days((datetime.date.fromisoformat(day), Decimal(amount), 1, 1) for day, amount in sorted(amounts.items()))


@given(FIRST_DAYS, LENGTHS)
def test_every_day_is_in_exactly_one_step(first_day, length):
    span = Period(first_day, first_day + datetime.timedelta(days=length))
    for period in (span, Month.of(first_day), Year.of(first_day)):
        steps = split(period)

        assert [steps[0].start, steps[-1].end] == [period.start, period.end]
        assert all(step.end == following.start for step, following in pairwise(steps))


@pytest.mark.parametrize(
    ("key", "steps", "days_in_first"),
    [("2026-11", 30, 1), ("2026", 12, 31), ("2026-01-01..2026-03-03", 62, 1), ("2026-01-01..2026-03-04", 9, 7)],
)
def test_steps_are_days_weeks_or_months(key, steps, days_in_first):
    found = split(parse_period(key))

    assert (len(found), found[0].days) == (steps, days_in_first)


def test_a_running_month_grows_to_today_beside_all_of_the_month_before():
    days = days_of({"2026-02-01": "5", "2026-02-28": "1.50", "2026-03-02": "10", "2026-03-20": "99"})

    pace = measure_pace(Comparison(parse_period("2026-03"), datetime.date(2026, 3, 3)), days, "EUR")

    grown = [(step.amount, step.before) for step in pace.steps]
    assert grown[:4] == [
        (Decimal(0), Decimal(5)),
        (Decimal(10), Decimal(5)),
        (Decimal(10), Decimal(5)),
        (None, Decimal(5)),
    ]
    assert grown[27:] == [(None, Decimal("6.50")), (None, None), (None, None), (None, None)]


def test_a_longer_month_before_has_steps_of_its_own():
    days = days_of({"2026-01-31": "7"})

    pace = measure_pace(Comparison(parse_period("2026-02"), datetime.date(2026, 5, 1)), days, "EUR")

    last = pace.steps[-1]
    assert (len(pace.steps), last.days, last.amount, last.before) == (31, None, None, Decimal(7))


def test_a_running_year_leaves_out_what_is_dated_ahead():
    days = days_of({"2026-03-01": "3", "2026-03-30": "100"})

    pace = measure_pace(Comparison(parse_period("2026"), datetime.date(2026, 3, 14)), days, "EUR")

    assert [step.amount for step in pace.steps][:4] == [Decimal(0), Decimal(0), Decimal(3), None]


@given(
    st.dictionaries(st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)), st.decimals(-999, 999, places=2)),
    st.sampled_from(["2026-03", "2026", "2026-01-15..2026-04-20"]),
    st.dates(datetime.date(2025, 12, 1), datetime.date(2027, 1, 31)),
)
def test_the_last_step_is_the_sum_so_far(amounts, key, today):
    comparison = Comparison(parse_period(key), today)
    days = Days((day, amount, 1, 1) for day, amount in sorted(amounts.items()))

    pace = measure_pace(comparison, days, "EUR")

    grown = [step.amount for step in pace.steps if step.amount is not None]
    assert grown[-1] == sum((amount for day, amount in amounts.items() if day in comparison.so_far), Decimal(0))


@pytest.mark.parametrize(
    ("key", "drawn"), [("2024", True), ("2025-01-01..2026-01-01", True), ("2024-01-01..2025-01-01", False)]
)
def test_only_a_year_or_less_is_drawn(key, drawn):
    assert is_drawn(parse_period(key)) is drawn
