import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month_rules import DayOfMonth, EveryWeeks
from expenses.periods import CIVIL, Calendar, PeriodError, parse_period
from reports.picker import Picker

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
    picker = Picker(parse_period(key), TODAY, CIVIL)

    keys = [neighbour.key if neighbour else "" for neighbour in (picker.previous, picker.next)]
    assert keys == [previous, following]


def test_picker_offers_periods_around_today():
    choices = Picker(parse_period("2026-02"), TODAY, CIVIL).choices

    assert [(choice.name, choice.key, choice.is_current) for choice in choices] == [
        ("This week", "2026-03-09..2026-03-15", False),
        ("This month", "2026-03", False),
        ("Last month", "2026-02", True),
        ("Last 30 days", "2026-02-13..2026-03-14", False),
        ("Last 3 months", "2026-01-01..2026-03-31", False),
        ("This year", "2026", False),
        ("Last year", "2025", False),
    ]


def test_picker_goes_by_payday():
    calendar = Calendar(DayOfMonth(25), year_start_month=4, first_day_of_week=6)

    choices = Picker(parse_period("2026-03", calendar), TODAY, calendar).choices

    assert [(choice.name, choice.key, choice.is_current) for choice in choices] == [
        ("This week", "2026-03-08..2026-03-14", False),
        ("This month", "2026-03", True),
        ("Last month", "2026-02", False),
        ("Last 30 days", "2026-02-13..2026-03-14", False),
        ("Last 3 months", "2025-12-25..2026-03-24", False),
        ("This year", "2025", False),
        ("Last year", "2024", False),
    ]


def test_picker_calls_fortnights_pay_periods():
    calendar = Calendar(EveryWeeks(2, datetime.date(2026, 3, 6)))
    period = calendar.month_of(TODAY)

    picker = Picker(period, TODAY, calendar)

    assert [(choice.name, choice.key) for choice in picker.choices if "period" in choice.name] == [
        ("This pay period", "2026-03-06..2026-03-19"),
        ("Last pay period", "2026-02-20..2026-03-05"),
        ("Last 3 pay periods", "2026-02-06..2026-03-19"),
    ]
    assert (picker.previous, picker.next) == (period.previous(), period.next())


@given(DAYS, DAYS)
def test_a_span_has_both_its_days(first, second):
    first_day, last_day = sorted((first, second))

    period = CIVIL.span(first_day, last_day)

    assert (period.start, period.last_day) == (first_day, last_day)
    assert parse_period(period.key) == period


def test_a_span_backwards_is_refused():
    with pytest.raises(PeriodError):
        CIVIL.span(datetime.date(2026, 3, 2), datetime.date(2026, 3, 1))
