from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from accounts.preferences import known_locales
from expenses.money import format_money, round_money

LOCALES = sorted(known_locales())
CURRENCIES = ["EUR", "USD", "CHF", "INR", "JPY", "KWD", "CLF", "XAF"]
AMOUNTS = st.decimals("-99999999999.9999", "99999999999.9999", places=4)


def by_babel(amount: Decimal, currency: str, locale: str) -> str:
    """Return what Babel writes, which leaves out the blank between digits and a currency written in letters."""
    rounded = round_money(amount, currency) or Decimal(0)
    return format_currency(rounded, currency, locale=locale, decimal_quantization=False).replace("\xa0", "")


def tight(amount: Decimal, currency: str, locale: str) -> str:
    return format_money(amount, currency, locale).replace("\xa0", "")


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "written"),
    [
        ("1234.5", "EUR", "en_IE", "€1,234.50"),
        ("-1234.5", "EUR", "en_IE", "-€1,234.50"),
        ("1234.5", "EUR", "de_AT", "€\xa01.234,50"),
        ("-1234567.5", "EUR", "de_DE", "-1.234.567,50\xa0€"),
        ("1234567", "INR", "en_IN", "₹12,34,567.00"),
        ("1234.5", "JPY", "ja_JP", "￥1,235"),
        ("0.0005", "KWD", "en_GB", "KWD\xa00.001"),
        ("-0.001", "EUR", "en_IE", "€0.00"),
        ("99999999999.9999", "CLF", "en_US", "CLF\xa099,999,999,999.9999"),
        ("-12000", "PT0", "en_IE", "-PT0\xa012,000"),
        ("1.5", "PX2", "fr_FR", "1,50\xa0PX2"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount, currency, locale, written):
    assert format_money(Decimal(amount), currency, locale) == written


@pytest.mark.parametrize("amount", ["1234567.891", "-1234567.891", "-7", "0"])
def test_every_locale_is_written_as_babel_does(amount):
    written = [(tight(Decimal(amount), currency, locale), locale) for locale in LOCALES for currency in CURRENCIES]

    assert written == [
        (by_babel(Decimal(amount), currency, locale), locale) for locale in LOCALES for currency in CURRENCIES
    ]


@given(AMOUNTS, st.sampled_from(CURRENCIES), st.sampled_from(["en_IE", "de_AT", "de_CH", "en_IN", "fr_FR", "ar_EG"]))
def test_every_amount_is_written_as_babel_does(amount, currency, locale):
    assert tight(amount, currency, locale) == by_babel(amount, currency, locale)
