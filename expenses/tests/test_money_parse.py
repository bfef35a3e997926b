from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.currencies import currency_digits
from accounts.preferences import known_locales
from expenses.money import AmountError, decimal_mark, format_number, parse_amount, round_money

MARKS = st.sampled_from([".", ","])
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
AMOUNTS = st.decimals(min_value="-99999999999.9999", max_value="99999999999.9999", places=4)

READ = [
    ("12.50", ".", "12.50"),
    ("12,50", ".", "12.50"),
    ("12.50", ",", "12.50"),
    ("1,234", ".", "1234"),
    ("1,234", ",", "1.234"),
    ("1.234,5", ",", "1234.5"),
    ("1 234,5", ",", "1234.5"),
    ("1'234.5", ".", "1234.5"),
    ("12,34,567", ".", "1234567"),
    ("-3", ".", "-3"),
    ("−3", ".", "-3"),
    ("+3", ".", "3"),
    (".5", ".", "0.5"),
    ("12.50+3", ".", "15.50"),
    ("2×3.10", ".", "6.20"),
    ("10/3", ".", "3.33"),
    ("2*(3+4)-1", ".", "13"),
    ("١٢", ".", "12"),
    ("١٬٢٣٤٫٥", "٫", "1234.5"),
]
REFUSED = [
    "",
    " ",
    "abc",
    "NaN",
    "Infinity",
    "-inf",
    "1e400",
    "1e3",
    "0x10",
    "1_000",
    "½",
    "12²",
    "1.2.3",
    "1,2,3",
    "12 50",
    "1+",
    "(1",
    "1)",
    "()",
    "1//2",
    "1/0",
    "0/0",
    "9" * 199,
    "9" * 201,
    "(" * 100 + "1" + ")" * 100,
    "1;2",
    "12\x00",
    "=1+1",
    "12.50 EUR",
]


@pytest.mark.parametrize(("text", "mark", "amount"), READ)
def test_parse_amount_reads_numbers_and_sums(text, mark, amount):
    assert parse_amount(text, currency="EUR", mark=mark) == Decimal(amount)


@pytest.mark.parametrize("text", REFUSED)
def test_parse_amount_refuses_in_a_sentence(text):
    with pytest.raises(AmountError) as refusal:
        parse_amount(text, currency="EUR", mark=".")

    assert str(refusal.value).endswith(".")


def test_parse_amount_keeps_the_decimals_of_a_number_but_rounds_a_sum():
    number = parse_amount("12.345", currency="EUR", mark=".")
    total = parse_amount("12.345+0", currency="EUR", mark=".")

    assert (number, total) == (Decimal("12.345"), Decimal("12.35"))


@given(text=st.text(alphabet="0123456789.,+-*/() '’−×\u00a0x", max_size=210), mark=MARKS)
def test_parse_amount_answers_with_an_amount_or_refuses(text, mark):
    try:
        amount = parse_amount(text, currency="EUR", mark=mark)
    except AmountError:
        return
    assert amount.is_finite()


@given(text=st.text(max_size=40), mark=MARKS)
def test_parse_amount_survives_any_text(text, mark):
    try:
        amount = parse_amount(text, currency="KWD", mark=mark)
    except AmountError:
        return
    assert abs(amount) < Decimal(10) ** 30


@given(amount=AMOUNTS, currency=CURRENCIES, locale=st.sampled_from(["en_IE", "de_AT", "fr_CH", "en_IN", "fa_IR"]))
def test_what_a_form_shows_is_read_back(amount, currency, locale):
    rounded = round_money(amount, currency)

    shown = format_number(rounded, currency, locale)

    assert parse_amount(shown, currency=currency, mark=decimal_mark(locale)) == rounded


def test_every_locales_decimal_mark_is_understood():
    shown = {locale: format_number(Decimal("-1234.50"), "EUR", locale) for locale in known_locales()}

    read = {parse_amount(text, currency="EUR", mark=decimal_mark(locale)) for locale, text in shown.items()}

    assert read == {Decimal("-1234.5")}


@given(parts=st.lists(AMOUNTS, min_size=2, max_size=6), currency=CURRENCIES)
def test_a_sum_is_what_its_parts_add_up_to(parts, currency):
    text = "+".join(f"({part:f})" for part in parts)

    total = parse_amount(text, currency=currency, mark=".")

    assert total == round_money(sum(parts, Decimal(0)), currency)


@given(amount=AMOUNTS, currency=CURRENCIES)
def test_round_money_leaves_the_currencys_own_decimals(amount, currency):
    rounded = round_money(amount, currency)

    assert -rounded.as_tuple().exponent == currency_digits(currency)
    assert abs(rounded - amount) <= Decimal("0.5").scaleb(-currency_digits(currency))
