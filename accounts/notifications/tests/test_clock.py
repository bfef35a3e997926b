import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.notifications.clock import Clock

VIENNA = ZoneInfo("Europe/Vienna")
SEVEN, EIGHT, TEN_AT_NIGHT = datetime.time(7), datetime.time(8), datetime.time(22)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def clock(quiet_from=TEN_AT_NIGHT, quiet_until=SEVEN, letters_at=EIGHT, zone=VIENNA) -> Clock:
    return Clock(zone, quiet_from, quiet_until, letters_at)


@pytest.mark.parametrize(
    ("now", "free"),
    [
        ("2026-03-14 20:59", "2026-03-14 20:59"),
        ("2026-03-14 21:00", "2026-03-15 06:00"),
        ("2026-03-15 02:00", "2026-03-15 06:00"),
        ("2026-03-15 06:00", "2026-03-15 06:00"),
        # The clocks go forward in that night: seven o'clock comes an hour earlier.
        ("2026-03-28 23:00", "2026-03-29 05:00"),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(now, free):
    assert clock().after_quiet(utc(now)) == utc(free)


def test_quiet_hours_of_an_afternoon_end_on_the_same_day():
    siesta = clock(datetime.time(13), datetime.time(15))

    assert siesta.after_quiet(utc("2026-07-01 11:30")) == utc("2026-07-01 13:00")
    assert siesta.after_quiet(utc("2026-07-01 22:00")) == utc("2026-07-01 22:00")


def test_nothing_is_quiet_without_quiet_hours():
    assert clock(None, None).after_quiet(utc("2026-03-14 23:00")) == utc("2026-03-14 23:00")


@pytest.mark.parametrize(
    ("now", "last_on", "letter"),
    [
        ("2026-03-14 06:00", None, "2026-03-14 07:00"),
        ("2026-03-14 07:01", None, "2026-03-15 07:00"),
        ("2026-03-14 06:00", datetime.date(2026, 3, 14), "2026-03-15 07:00"),
        ("2026-03-14 12:00", datetime.date(2026, 3, 14), "2026-03-15 07:00"),
        ("2026-03-28 12:00", None, "2026-03-29 06:00"),
    ],
)
def test_next_letter_goes_at_its_hour_on_a_day_without_one(now, last_on, letter):
    assert clock().next_letter(utc(now), last_on=last_on) == utc(letter)


def test_letter_in_quiet_hours_goes_when_they_end():
    assert clock(letters_at=datetime.time(5)).next_letter(utc("2026-03-14 12:00"), last_on=None) == utc(
        "2026-03-15 06:00"
    )


times = st.times().map(lambda time: time.replace(microsecond=0))
moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: utc("2026-01-01") + datetime.timedelta(minutes=minutes))
zones = st.sampled_from(["Europe/Vienna", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"])


@given(moments, times, times, zones)
def test_after_quiet_hours_nothing_is_quiet(now, begin, end, zone):
    quiet = clock(begin, end, zone=ZoneInfo(zone))

    free = quiet.after_quiet(now)

    assert free >= now
    assert free - now <= datetime.timedelta(hours=26)
    assert begin == end or quiet.after_quiet(free) == free


@given(moments, times, zones)
def test_two_letters_go_on_two_days(now, letters_at, zone):
    post = clock(None, None, letters_at, ZoneInfo(zone))

    first = post.next_letter(now, last_on=None)
    second = post.next_letter(first, last_on=post.today(first))

    assert first >= now
    assert post.today(second) > post.today(first)
