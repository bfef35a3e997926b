import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.schedules.rhythm import Rhythm

WORDS = ["daily at 00:00", "daily at 03:20", "daily at 23:59", "every 15 minutes", "every 1440 minutes"]
MOMENTS = st.datetimes(timezones=st.timezones()).filter(lambda moment: 1900 < moment.year < 9000)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("words", "moment", "following"),
    [
        ("daily at 03:20", utc(2026, 3, 1), utc(2026, 3, 1, 3, 20)),
        ("daily at 03:20", utc(2026, 3, 1, 3, 20), utc(2026, 3, 2, 3, 20)),
        ("daily at 03:20", utc(2026, 12, 31, 23), utc(2027, 1, 1, 3, 20)),
        ("every 15 minutes", utc(2026, 3, 1, 3, 20, 7), utc(2026, 3, 1, 3, 30)),
        ("every 15 minutes", utc(2026, 3, 1, 23, 45), utc(2026, 3, 2)),
    ],
)
def test_next_run(words, moment, following):
    assert Rhythm.parse(words).after(moment) == following


@given(words=st.sampled_from(WORDS), moment=MOMENTS)
def test_next_run_is_later_and_at_most_a_period_away(words, moment):
    rhythm = Rhythm.parse(words)

    following = rhythm.after(moment)

    assert moment < following <= moment + rhythm.period
    assert rhythm.after(following) == following + rhythm.period


@pytest.mark.parametrize("words", ["", "daily", "daily at 25:00", "every 0 minutes", "every 7 minutes", "weekly"])
def test_anything_else_is_no_rhythm(words):
    with pytest.raises(ValueError, match="daily at 03:20"):
        Rhythm.parse(words)
