import datetime

import pytest

from accounts.month_rules import DayOfMonth, EveryWeeks
from accounts.preferences import known_locales
from expenses.periods import Calendar, Month, parse_period
from reports import wording

DAY = datetime.date(2026, 10, 21)
PAYDAY = Calendar(DayOfMonth(25), year_start_month=4)
FORTNIGHTS = Calendar(EveryWeeks(2, datetime.date(2026, 10, 16)))


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
    assert wording.month_name(Month.of(DAY), locale) == month
    assert wording.percent(125, locale) == percent


@pytest.mark.parametrize(
    ("period", "name", "when", "days"),
    [
        (PAYDAY.month(2026, 11), "November 2026", "in November 2026", "25 Oct – 24 Nov 2026"),
        (PAYDAY.month(2026, 1), "January 2026", "in January 2026", "25 Dec 2025 – 24 Jan 2026"),
        (PAYDAY.year(2026), "2026/27", "in 2026/27", "25 Mar 2026 – 24 Mar 2027"),
        (FORTNIGHTS.month_of(DAY), "16–29 Oct 2026", "during 16–29 Oct 2026", ""),
        (Month.of(DAY), "October 2026", "in October 2026", ""),
        (Calendar().year(2026), "2026", "in 2026", ""),
        (parse_period("2026-10-16..2026-11-01"), "16 Oct – 1 Nov 2026", "during 16 Oct – 1 Nov 2026", ""),
    ],
)
def test_periods_of_a_payday_say_their_days(period, name, when, days):
    locale = "en_IE"

    said = (wording.period_name(period, locale), wording.during(period, locale), wording.period_days(period, locale))

    # Locales put thin spaces around the dash.
    assert tuple(" ".join(one.split()) for one in said) == (name, when, days)


def test_months_without_a_name_go_by_their_days():
    month = FORTNIGHTS.month_of(DAY)

    assert wording.month_name(month, "en_IE") == "16–29 Oct 2026"
    assert (wording.short_month_name(month, "en_IE"), wording.short_month(month, "en_IE")) == ("16 Oct", "16 Oct 2026")
    assert (FORTNIGHTS.month_word, PAYDAY.month_word) == ("pay period", "month")


def test_percentages_always_have_one_decimal():
    assert [wording.percent(part, "en_IE") for part in (0, 7, 1000)] == ["0.0%", "0.7%", "100.0%"]


def test_every_locale_has_words_for_everything():
    periods = [parse_period(key) for key in ("2026-11", "2026", "2026-01-05..2026-02-03", "2026-01-05..2026-01-05")]
    words = (
        wording.day_in_year,
        wording.day_with_year,
        wording.short_day,
    )
    month_words = (wording.short_month, wording.short_month_name, wording.month_name, wording.period_name)
    months = [calendar.month_of(DAY) for calendar in (PAYDAY, FORTNIGHTS)]

    found = [
        [
            wording.percent(1, locale),
            *(word(DAY, locale) for word in words),
            *(word(month, locale) for word in month_words for month in months),
            wording.period_days(months[0], locale),
            *(wording.during(period, locale) for period in periods),
        ]
        for locale in known_locales()
    ]

    assert all(all(said) for said in found)
