import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month_rules import DayOfMonth, EveryWeeks, LastWorkingDay, calendar_month, first_place

DAYS = st.dates(min_value=datetime.date(1901, 1, 1), max_value=datetime.date(2998, 12, 31))
RULES = st.one_of(
    st.builds(DayOfMonth, st.integers(min_value=1, max_value=31)),
    st.just(LastWorkingDay()),
    st.builds(EveryWeeks, st.integers(min_value=1, max_value=4), DAYS),
)


def date(text):
    return datetime.date.fromisoformat(text)


@given(rule=RULES, day=DAYS)
def test_every_day_lies_in_the_month_at_its_place_and_in_no_other(rule, day):
    place = rule.place(day)

    assert [near for near in range(place - 3, place + 4) if rule.start(near) <= day < rule.start(near + 1)] == [place]


@given(rule=RULES, day=DAYS)
def test_a_month_has_its_first_and_its_last_day(rule, day):
    place = rule.place(day)
    last_day = rule.start(place + 1) - datetime.timedelta(days=1)

    assert (rule.place(rule.start(place)), rule.place(last_day)) == (place, place)


@given(rule=RULES, day=DAYS)
def test_the_same_day_before_lies_in_the_month_before(rule, day):
    place = rule.place(day)

    assert rule.place(rule.same_day_before(day)) == place - 1
    assert rule.same_day_before(rule.start(place)) == rule.start(place - 1)


@given(day=st.integers(min_value=1, max_value=31), year=st.integers(1901, 2998), month=st.integers(1, 12))
def test_a_month_is_named_after_the_calendar_month_with_most_of_its_days(day, year, month):
    rule, named = DayOfMonth(day), datetime.date(year, month, 1)
    place = rule.first_place(year, month)
    days = [
        rule.start(place) + datetime.timedelta(days=ago)
        for ago in range((rule.start(place + 1) - rule.start(place)).days)
    ]
    inside = sum((one.year, one.month) == (year, month) for one in days)

    assert rule.named(place) == named
    assert inside * 2 >= len(days) - 1


@given(year=st.integers(1901, 2998), month=st.integers(1, 12))
def test_the_last_working_day_is_followed_by_nothing_but_a_week_end(year, month):
    start = LastWorkingDay().start(first_place(year, month))
    after = [start + datetime.timedelta(days=ahead) for ahead in range(1, (datetime.date(year, month, 1) - start).days)]

    assert start.weekday() < 5
    assert [day.weekday() for day in after] == [5, 6][: len(after)]


@given(rule=RULES, year=st.integers(1901, 2998), month=st.integers(1, 12))
def test_each_calendar_month_lends_its_name_to_a_month_or_has_the_start_of_one(rule, year, month):
    place = rule.first_place(year, month)
    start = rule.start(place)

    assert rule.named(place) in (None, datetime.date(year, month, 1))
    assert rule.named(place) or (start.year, start.month) == (year, month)
    assert rule.named(place) or rule.start(place - 1) < datetime.date(year, month, 1)


@pytest.mark.parametrize(
    ("rule", "name", "start", "last_day"),
    [
        (DayOfMonth(1), "2026-02", "2026-02-01", "2026-02-28"),
        (DayOfMonth(5), "2026-11", "2026-11-05", "2026-12-04"),
        (DayOfMonth(15), "2026-11", "2026-11-15", "2026-12-14"),
        (DayOfMonth(16), "2026-11", "2026-10-16", "2026-11-15"),
        (DayOfMonth(25), "2026-11", "2026-10-25", "2026-11-24"),
        (DayOfMonth(25), "2026-01", "2025-12-25", "2026-01-24"),
        (DayOfMonth(31), "2026-03", "2026-02-28", "2026-03-30"),
        (DayOfMonth(31), "2028-03", "2028-02-29", "2028-03-30"),
        (DayOfMonth(29), "2100-03", "2100-02-28", "2100-03-28"),
        (DayOfMonth(30), "2026-12", "2026-11-30", "2026-12-29"),
        (LastWorkingDay(), "2026-11", "2026-10-30", "2026-11-29"),
        (LastWorkingDay(), "2026-03", "2026-02-27", "2026-03-30"),
        (LastWorkingDay(), "2026-01", "2025-12-31", "2026-01-29"),
    ],
)
def test_months_begin_where_people_expect(rule, name, start, last_day):
    place = rule.first_place(*map(int, name.split("-")))

    assert calendar_month(place) == date(f"{name}-01")
    assert (rule.start(place), rule.start(place + 1)) == (date(start), date(last_day) + datetime.timedelta(days=1))


def test_every_second_friday_is_counted_in_both_directions():
    rule = EveryWeeks(2, date("2026-11-13"))

    starts = [rule.start(place) for place in (-1, 0, 1)]

    assert starts == [date("2026-10-30"), date("2026-11-13"), date("2026-11-27")]
    assert rule.months_in_year == 26
    assert [rule.place(date(day)) for day in ("2026-11-12", "2026-11-26", "2026-11-27")] == [-1, 0, 1]


@pytest.mark.parametrize(
    ("rule", "day", "before"),
    [
        (DayOfMonth(1), "2026-03-31", "2026-02-28"),
        (DayOfMonth(1), "2026-11-21", "2026-10-21"),
        (DayOfMonth(25), "2026-11-21", "2026-10-21"),
        (DayOfMonth(25), "2026-03-31", "2026-02-28"),
        (DayOfMonth(31), "2026-03-01", "2026-02-01"),
        (DayOfMonth(31), "2026-03-30", "2026-02-27"),
        (LastWorkingDay(), "2026-11-21", "2026-10-22"),
        (EveryWeeks(2, date("2026-11-13")), "2026-11-21", "2026-11-07"),
    ],
)
def test_same_day_before_is_what_a_running_month_is_compared_with(rule, day, before):
    assert rule.same_day_before(date(day)) == date(before)
