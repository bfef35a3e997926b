import datetime

import pytest

from accounts.preferences import known_locales
from expenses.periods import parse_period
from reports import wording

DAY = datetime.date(2026, 10, 21)


@pytest.mark.parametrize(
    ("key", "name", "when"),
    [
        ("2026-11", "November 2026", "in November 2026"),
        ("2026", "2026", "in 2026"),
        ("2026-11-05..2026-11-19", "5–19 Nov 2026", "during 5–19 Nov 2026"),
        ("2026-11-05..2026-11-05", "5 Nov 2026", "on 5 Nov 2026"),
    ],
)
def test_periods_are_named(key, name, when):
    period = parse_period(key)

    assert (wording.period_name(period, "en_IE"), wording.during(period, "en_IE")) == (name, when)


@pytest.mark.parametrize(
    ("locale", "day", "short", "month", "percent"),
    [
        ("en_US", "October 21", "Oct 21", "October", "12.5%"),
        ("de_AT", "21. Oktober", "21. Okt.", "Oktober", "12,5\xa0%"),
    ],
)
def test_words_follow_the_locale(locale, day, short, month, percent):
    assert wording.day_in_year(DAY, locale) == day
    assert wording.short_day(DAY, locale) == short
    assert wording.month_name(DAY, locale) == month
    assert wording.percent(125, locale) == percent


def test_percentages_always_have_one_decimal():
    assert [wording.percent(part, "en_IE") for part in (0, 7, 1000)] == ["0.0%", "0.7%", "100.0%"]


def test_every_locale_has_words_for_everything():
    periods = [parse_period(key) for key in ("2026-11", "2026", "2026-01-05..2026-02-03", "2026-01-05..2026-01-05")]
    words = (
        wording.day_in_year,
        wording.day_with_year,
        wording.short_day,
        wording.short_month,
        wording.short_month_name,
        wording.month_name,
    )

    found = [
        [
            wording.percent(1, locale),
            *(word(DAY, locale) for word in words),
            *(wording.during(period, locale) for period in periods),
        ]
        for locale in known_locales()
    ]

    assert all(all(said) for said in found)
