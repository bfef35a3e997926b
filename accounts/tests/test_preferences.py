import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.currencies import currency_choices, current_currencies
from accounts.preferences import (
    Preferences,
    guess_preferences,
    known_locales,
    known_time_zones,
    locale_choices,
    time_zone_choices,
)


@pytest.mark.parametrize(
    ("languages", "time_zone", "guess"),
    [
        (["de-at", "de", "en"], "Europe/Vienna", Preferences("EUR", "de_AT", "Europe/Vienna", 0)),
        (["en-us", "en"], "America/New_York", Preferences("USD", "en_US", "America/New_York", 6)),
        (["en-us", "en"], "Europe/Vienna", Preferences("EUR", "en_AT", "Europe/Vienna", 0)),
        (["de"], "Europe/Zurich", Preferences("CHF", "de_CH", "Europe/Zurich", 0)),
        (["en-in"], "Asia/Calcutta", Preferences("INR", "en_IN", "Asia/Kolkata", 6)),
        (["ja"], "Asia/Tokyo", Preferences("JPY", "ja_JP", "Asia/Tokyo", 6)),
        (["zh-cn"], "Asia/Shanghai", Preferences("CNY", "zh_Hans_CN", "Asia/Shanghai", 0)),
        (["de-at"], "", Preferences("EUR", "de_AT", "Europe/Vienna", 0)),
        (["en-us"], "", Preferences("USD", "en_US", "UTC", 6)),
        (["de-at"], "Etc/UTC", Preferences("EUR", "de_AT", "Europe/Vienna", 0)),
        ([], "", Preferences("EUR", "en_IE", "Europe/Dublin", 0)),
        (["x", "*", "klingon"], "<script>", Preferences("EUR", "en_IE", "Europe/Dublin", 0)),
    ],
)
def test_guess_preferences(languages, time_zone, guess):
    assert guess_preferences(languages=languages, time_zone=time_zone, default_currency="EUR") == guess


@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=40))
def test_guess_preferences_always_gives_values_that_can_be_kept(languages, time_zone):
    guess = guess_preferences(languages=languages, time_zone=time_zone, default_currency="EUR")

    assert guess.home_currency in current_currencies()
    assert guess.locale in known_locales()
    assert guess.time_zone in known_time_zones()
    assert guess.first_day_of_week in range(7)


def test_guess_preferences_offers_what_it_guesses_anywhere_on_earth():
    guesses = [
        guess_preferences(languages=["en-gb"], time_zone=time_zone, default_currency="EUR")
        for time_zone in known_time_zones()
    ]

    offered = {name for _, places in time_zone_choices() for name, _ in places}
    assert {guess.time_zone for guess in guesses} <= offered
    assert {guess.locale for guess in guesses} <= dict(locale_choices()).keys()
    assert {guess.home_currency for guess in guesses} <= dict(currency_choices()).keys()
