"""Rules of iCalendar, in parts and in words, and the days that they say."""

import datetime
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from expenses.recurring.rhythm import LAST, On, Rhythm, RhythmError, Unit
from expenses.recurring.series import Series

DAY = datetime.timedelta(days=1)
INTERVALS = st.integers(1, 13)
DATES = st.dates(datetime.date(2019, 1, 1), datetime.date(2032, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
SEVERAL = st.sets(st.sampled_from([LAST, *range(1, 29)]), min_size=2, max_size=4).map(
    lambda days: tuple(sorted(days, key=lambda day: day if day > 0 else 32))
)
OF_MONTH = st.one_of(
    st.fixed_dictionaries({"days": st.sampled_from([LAST, *range(1, 32)]).map(lambda day: (day,))}),
    st.fixed_dictionaries({"days": SEVERAL}),
    st.fixed_dictionaries({"on": st.sampled_from([On.FIRST_WORKING, On.LAST_WORKING])}),
    st.fixed_dictionaries(
        {
            "on": st.just(On.WEEKDAY),
            "nth": st.sampled_from([1, 2, 3, 4, LAST]),
            "weekdays": st.tuples(st.integers(0, 6)),
        }
    ),
)


@st.composite
def rhythms(draw):
    unit = draw(st.sampled_from(Unit))
    said = {"unit": unit, "interval": draw(INTERVALS)}
    if unit == Unit.WEEK:
        said["weekdays"] = draw(WEEKDAYS)
    if unit in (Unit.MONTH, Unit.YEAR):
        said |= draw(OF_MONTH)
    if unit == Unit.YEAR:
        said["month"] = draw(st.integers(1, 12))
    return Rhythm(**said)


def days(rule, start, count=4, **more):
    series = Series(Rhythm.parse(rule, start).rule, start, **more)
    return [day.isoformat() for day in series.next_days(count, since=start)]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=10", (2026, 2, 20), ["2026-02-20", "2026-03-02", "2026-03-12", "2026-03-22"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", (2026, 11, 20), ["2026-11-20", "2026-12-04", "2026-12-18", "2027-01-01"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE", (2026, 11, 21), ["2026-11-23", "2026-11-25", "2026-11-30", "2026-12-02"]),
        ("FREQ=WEEKLY", (2026, 11, 21), ["2026-11-21", "2026-11-28", "2026-12-05", "2026-12-12"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", (2027, 12, 31), ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]),
        ("FREQ=MONTHLY", (2026, 1, 30), ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", (2026, 2, 1), ["2026-02-15", "2026-02-28", "2026-03-15", "2026-03-31"]),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5",
            (2026, 1, 10),
            ["2026-04-05", "2026-07-05", "2026-10-05", "2027-01-05"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            (2026, 1, 1),
            ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30"],
        ),
        ("FREQ=MONTHLY;BYDAY=2TU", (2026, 1, 1), ["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14"]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", (2026, 1, 1), ["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14"]),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            (2024, 2, 29),
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"],
        ),
        ("FREQ=YEARLY", (2024, 2, 29), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"]),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU", (2026, 1, 1), ["2026-05-31", "2027-05-30", "2028-05-28", "2029-05-27"]),
    ],
)
def test_days_of_a_rule(rule, start, expected):
    assert days(rule, datetime.date(*start)) == expected


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=3", "Every 3 days"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "Every 2 weeks on Friday"),
        ("FREQ=WEEKLY;BYDAY=FR,MO,TU", "Every week on Monday, Tuesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every working day"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "Every month on the 1st"),
        ("FREQ=MONTHLY;BYMONTHDAY=22,3,11", "Every month on the 3rd, the 11th and the 22nd"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "Every month on the 31st, or the last day where there is none"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "Every month on the first working day"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH", "Every 3 months on the last Thursday"),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30", "Every year on 30 April"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "Every year on 29 February, or the last day where there is none"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=-1", "Every 2 years on the last day of June"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Every year on the last working day of December"),
    ],
)
def test_a_rhythm_in_words(rule, words):
    assert str(Rhythm.parse(rule)) == words


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000",
        "FREQ=DAILY;COUNT=3",
        "FREQ=DAILY;UNTIL=20270101",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=1,31",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=MO;BYDAY=TU",
        "FREQ=WEEKLY;WKST=SU;BYDAY=MO",
        "FREQ",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 200),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(rule):
    with pytest.raises(RhythmError, match="no rhythm that can be kept"):
        Rhythm.parse(rule)


@given(rhythm=rhythms())
def test_a_rule_is_read_as_it_is_written(rhythm):
    assert Rhythm.parse(rhythm.rule).rule == rhythm.rule
    assert str(Rhythm.parse(rhythm.rule))


@given(rhythm=rhythms(), start=DATES, first=DATES, length=st.integers(0, 800))
def test_days_are_those_of_icalendar_wherever_the_walk_begins(rhythm, start, first, length):
    last = first + length * DAY
    moments = rrulestr(rhythm.rule, dtstart=datetime.datetime.combine(start, datetime.time()))

    found = list(Series(rhythm.rule, start).between(first, last))

    after, before = (datetime.datetime.combine(day, datetime.time()) for day in (max(first, start), last))
    assert (
        found == [moment.date() for moment in moments.between(after, before, inc=True)]
        if after <= before
        else not found
    )


@given(rhythm=rhythms(), start=DATES)
def test_no_day_comes_twice_and_no_period_is_left_out(rhythm, start):
    found = Series(rhythm.rule, start).next_days(6, since=start)

    longest = {Unit.DAY: 1, Unit.WEEK: 13, Unit.MONTH: 62, Unit.YEAR: 731}[rhythm.unit] * rhythm.interval
    assert len(found) == 6
    assert all(0 < (later - earlier).days <= longest for earlier, later in pairwise(found))


@given(rhythm=rhythms(), start=DATES, times=st.integers(1, 12), paid=st.integers(0, 3))
def test_instalments_end_after_their_number(rhythm, start, times, paid):
    series = Series(rhythm.rule, start, times=times + paid, times_before=paid)
    unending = Series(rhythm.rule, start).next_days(times, since=start)

    assert list(series.between(start, datetime.date(2999, 1, 1))) == unending
    assert series.last_day == unending[-1]
    assert series.number_of(unending[-1]) == times + paid
    assert series.first_from(unending[-1] + DAY) is None


@given(rhythm=rhythms(), start=DATES, length=st.integers(0, 3_000))
def test_the_last_day_is_the_last_one_up_to_the_end(rhythm, start, length):
    series = Series(rhythm.rule, start, start + length * DAY)

    assert series.last_day == max(series.between(start, datetime.date(2999, 1, 1)), default=None)
