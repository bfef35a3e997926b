import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.month_rules import DayOfMonth, EveryWeeks, LastWorkingDay
from accounts.tests.test_month_rules import DAYS, RULES, date
from expenses.periods import CIVIL, Calendar, Month, Period, Year, months_until, parse_period

CALENDARS = st.builds(Calendar, RULES, st.integers(1, 12), st.integers(0, 6))
FORTNIGHTS = Calendar(EveryWeeks(2, date("2026-11-13")))
PAYDAY = Calendar(DayOfMonth(25))


@given(calendar=CALENDARS, day=DAYS)
def test_every_day_belongs_to_exactly_one_month_of_its_year(calendar, day):
    year = calendar.year_of(day)

    assert [month for month in year.months() if day in month] == [calendar.month_of(day)]


@given(calendar=CALENDARS, day=DAYS)
def test_periods_follow_each_other_without_gap(calendar, day):
    for period in (calendar.month_of(day), calendar.year_of(day), calendar.week_of(day)):
        assert day in period
        assert (period.next().start, period.previous().end) == (period.end, period.start)
        assert period.next().previous() == period


@given(calendar=CALENDARS, day=DAYS)
def test_a_year_is_made_of_whole_months_that_touch(calendar, day):
    year = calendar.year_of(day)
    months = year.months()

    assert (months[0].start, months[-1].end) == (year.start, year.end)
    assert all(first.end == second.start for first, second in pairwise(months))
    assert len(months) - calendar.rule.months_in_year in ((0,) if calendar.has_named_months else (0, 1))


@given(calendar=CALENDARS, day=DAYS)
def test_the_key_of_a_month_and_of_a_year_leads_back_to_it(calendar, day):
    for period in (calendar.month_of(day), calendar.year_of(day)):
        assert parse_period(period.key, calendar) == period


@given(calendar=CALENDARS, day=DAYS)
def test_the_same_day_before_lies_in_the_period_before(calendar, day):
    for period in (calendar.month_of(day), calendar.year_of(day), calendar.week_of(day)):
        assert period.same_day_before(day) in period.previous()


@given(calendar=CALENDARS, first=DAYS, count=st.integers(1, 60))
def test_months_between_two_days_hold_both(calendar, first, count):
    months = calendar.between(first, first + datetime.timedelta(days=count * 20))

    assert first in months[0]
    assert first + datetime.timedelta(days=count * 20) in months[-1]
    assert months == months_until(months[-1], len(months))


@given(calendar=CALENDARS, day=DAYS)
def test_a_span_of_a_whole_month_is_that_month(calendar, day):
    month = calendar.month_of(day)

    assert calendar.span(month.start, month.last_day) == month
    assert type(calendar.span(month.start, month.last_day + datetime.timedelta(days=1))) is Period


@given(day=DAYS)
def test_the_calendar_of_everybody_begins_on_the_first(day):
    assert (CIVIL.month_of(day), CIVIL.year_of(day)) == (Month.of(day), Year.of(day))
    assert Month.of(day).start == day.replace(day=1)
    assert Year.of(day).start == day.replace(month=1, day=1)
    assert not Month.of(day).shows_days
    assert not Year.of(day).shows_days


def test_the_month_of_a_payday_is_read_from_its_name():
    month = parse_period("2026-11", PAYDAY)

    assert (month.start, month.last_day) == (date("2026-10-25"), date("2026-11-24"))
    assert (month.key, month.named, month.shows_days) == ("2026-11", date("2026-11-01"), True)
    assert (month.previous().key, month.next().key, month.year_before().key) == ("2026-10", "2026-12", "2025-11")


def test_fortnights_go_by_their_days():
    month = FORTNIGHTS.month_of(date("2026-11-21"))

    assert (month.key, month.named, month.shows_days) == ("2026-11-13..2026-11-26", None, False)
    assert type(parse_period("2026-11-13..2026-11-26", FORTNIGHTS)) is Month
    assert type(parse_period("2026-11-13..2026-11-26")) is Period
    assert parse_period("2026-11", FORTNIGHTS).start == date("2026-11-13")
    assert month.year_before().start == date("2025-11-14")


def test_a_fiscal_year_begins_with_its_month_and_bears_both_years():
    year = Calendar(DayOfMonth(6), year_start_month=4).year_of(date("2026-11-21"))

    assert (year.start, year.last_day) == (date("2026-04-06"), date("2027-04-05"))
    assert (year.key, year.name, year.shows_days) == ("2026", "2026/27", True)
    assert Calendar(year_start_month=4).year(2099).name == "2099/00"


def test_a_year_of_payday_months_has_the_days_of_its_months():
    year = PAYDAY.year(2026)

    assert (year.start, year.last_day, year.name, year.shows_days) == (
        date("2025-12-25"),
        date("2026-12-24"),
        "2026",
        True,
    )


def test_a_year_of_fortnights_has_those_that_begin_in_it():
    years = [FORTNIGHTS.year(number) for number in range(2020, 2032)]

    assert {len(year.months()) for year in years} == {26, 27}
    assert all(year.months()[0].start.year == year.first.year for year in years)


@pytest.mark.parametrize(("first", "start"), [(0, "2026-11-16"), (5, "2026-11-21"), (6, "2026-11-15")])
def test_a_week_begins_on_the_persons_first_day(first, start):
    week = Calendar(first_day_of_week=first).week_of(date("2026-11-21"))

    assert (week.start, week.days) == (date(start), 7)


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({}, DayOfMonth(1)),
        ({"month_start_day": 25}, DayOfMonth(25)),
        ({"month_start": "last-working-day", "month_start_day": 25}, LastWorkingDay()),
        (
            {"month_start": "weeks", "month_start_weeks": 2, "month_start_date": date("2026-11-13")},
            EveryWeeks(2, date("2026-11-13")),
        ),
    ],
)
def test_a_calendar_is_read_from_preferences(chosen, rule):
    person = User(**chosen, year_start_month=4, first_day_of_week=6)

    assert Calendar.of(person) == Calendar(rule, 4, 6)
