import datetime
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from expenses.periods import Month, Period, PeriodError, Year, months_until, parse_period

DAYS = st.dates(min_value=datetime.date(1901, 1, 1), max_value=datetime.date(2998, 12, 31))


@given(day=DAYS)
def test_every_day_belongs_to_exactly_one_month_of_its_year(day):
    holders = [month for month in Year.of(day).months() if day in month]

    assert holders == [Month.of(day)]


@given(day=DAYS)
def test_months_and_years_follow_each_other_without_gap(day):
    for period in (Month.of(day), Year.of(day)):
        assert period.next().start == period.end
        assert period.previous().end == period.start
        assert period.next().previous() == period


@given(day=DAYS)
def test_the_months_of_a_year_have_all_its_days(day):
    year = Year.of(day)

    assert sum(month.days for month in year.months()) == year.days


@given(day=DAYS, count=st.integers(min_value=1, max_value=30))
def test_months_until_ends_with_the_month_asked_for(day, count):
    months = months_until(Month.of(day), count)

    assert len(months) == count
    assert months[-1] == Month.of(day)
    assert all(first.end == second.start for first, second in pairwise(months))


@given(first=DAYS, last=DAYS)
def test_a_range_contains_its_first_and_last_day_and_no_other_end(first, last):
    assume(first <= last)

    period = parse_period(f"{first}..{last}")

    assert (first in period, last in period) == (True, True)
    assert last + datetime.timedelta(days=1) not in period
    assert (period.start, period.last_day, period.days) == (first, last, (last - first).days + 1)


@given(first=DAYS, last=DAYS)
def test_the_key_of_a_period_leads_back_to_it(first, last):
    assume(first <= last)
    periods = [Month.of(first), Year.of(first), Period(first, last + datetime.timedelta(days=1))]

    assert [parse_period(period.key) for period in periods] == periods


@given(text=st.text(alphabet="0123456789-. ", max_size=25))
def test_any_text_is_a_period_or_refused(text):
    try:
        period = parse_period(text)
    except PeriodError:
        return
    assert period.start < period.end


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "1899", "3000-01", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "now"]
)
def test_parse_period_refuses_what_is_none(text):
    with pytest.raises(PeriodError):
        parse_period(text)
