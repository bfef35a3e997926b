import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.currencies import currency_digits
from expenses.money import format_number
from expenses.spreadsheets.cells import (
    amount_reader,
    is_month_first,
    read_currency,
    read_date,
    read_description,
    read_id,
    read_notes,
)
from expenses.spreadsheets.formulas import defuse

DAY = datetime.date(2026, 3, 4)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])


def amounts_in(currency):
    digits = currency_digits(currency)
    largest = Decimal(99999999999)
    return st.decimals(-largest, largest, places=digits, allow_nan=False, allow_infinity=False).filter(bool)


# Days


@pytest.mark.parametrize(
    "cell", ["2026-03-04", "2026-3-4", "2026/03/04", "2026.03.04", " 2026-03-04 ", "2026-03-04 12:30:00", DAY]
)
@pytest.mark.parametrize("month_first", [True, False])
def test_day_with_the_year_first_is_read_everywhere(cell, month_first):
    assert read_date(cell, is_month_first=month_first) == DAY


@pytest.mark.parametrize("cell", ["4.3.2026", "04.03.2026", "4. 3. 2026", "04/03/2026", "04-03-2026"])
def test_day_is_read_in_the_order_of_the_locale(cell):
    assert read_date(cell, is_month_first=False) == DAY


@pytest.mark.parametrize(("cell", "day"), [("03/04/2026", DAY), ("3-4-2026", DAY), ("04.03.2026", DAY)])
def test_month_comes_first_where_people_write_it_so_but_never_with_dots(cell, day):
    assert read_date(cell, is_month_first=True) == day


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "The date is missing"),
        ("  ", "The date is missing"),
        ("soon", "“soon” is not a date. Write it as 2026-11-21."),
        ("04/03/26", "“04/03/26” is not a date"),
        ("2026-02-30", "“2026-02-30” is not a day of the calendar"),
        ("25/12/2026", "“25/12/2026” is not a day when the month comes first, as in your settings"),
        ("٢٠٢٦-٠٣-٠٤", "is not a date"),
        (Decimal(46085), "“46085” is a number. Format the column as dates"),
        ("1" * 200, "…” is not a date"),
    ],
)
def test_what_is_no_day_is_said(cell, words):
    with pytest.raises(ValidationError, match=words):
        read_date(cell, is_month_first=True)


@pytest.mark.parametrize(("locale", "answer"), [("en_US", True), ("en_GB", False), ("de_AT", False), ("ja_JP", True)])
def test_locale_says_what_comes_first(locale, answer):
    assert is_month_first(locale) is answer


# Amounts


@given(CURRENCIES.flatmap(lambda code: st.tuples(st.just(code), amounts_in(code))), st.sampled_from([".", ","]))
def test_amount_of_our_export_is_read_with_every_decimal_mark(money, mark):
    currency, amount = money

    assert Decimal(amount_reader(currency, mark)(f"{amount:f}")) == amount


@given(amounts_in("EUR"), st.sampled_from(["en_IE", "de_AT", "fr_FR", "de_CH"]))
def test_amount_as_the_locale_writes_it_is_read(amount, locale):
    mark = "." if locale in ("en_IE", "de_CH") else ","

    assert Decimal(amount_reader("EUR", mark)(format_number(amount, "EUR", locale))) == amount


@pytest.mark.parametrize(
    ("cell", "mark", "amount"),
    [
        ("12,50", ".", "12.50"),
        ("1.234,50", ",", "1234.50"),
        ("1,234.50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1,234", ".", "1234"),
        ("1.234.567", ",", "1234567"),
        ("−5", ".", "-5"),
        ("+5", ".", "5"),
        (" 5.5 ", ".", "5.5"),
        (".5", ".", "0.5"),
        (Decimal("12.1"), ",", "12.1"),
        (Decimal("1E+3"), ",", "1000"),
    ],
)
def test_amount_is_read_as_people_write_it(cell, mark, amount):
    assert Decimal(amount_reader("EUR", mark)(cell)) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "The amount is missing. Write it as 12.50."),
        ("twelve", "“twelve” is not an amount"),
        ("=1+1", "“=1[+]1” is not an amount"),
        ("1e5", "is not an amount"),
        ("NaN", "is not an amount"),
        ("Infinity", "is not an amount"),
        ("1_000", "is not an amount"),
        ("--5", "is not an amount"),
        ("-", "is not an amount"),
        ("0", "other than 0"),
        ("-0.00", "other than 0"),
        ("12.505", "EUR has 2 decimals"),
        ("100000000000", "too large"),
        (Decimal("1E+300"), "too large"),
        ("9" * 100, "too long"),
        (DAY, "is a date. Format the column as numbers"),
    ],
)
def test_what_is_no_amount_is_said(cell, words):
    with pytest.raises(ValidationError, match=words):
        amount_reader("EUR", ".")(cell)


@pytest.mark.parametrize("cell", ["1.234", "-1.000", "999.000"])
def test_amount_that_can_be_read_in_two_ways_is_never_guessed(cell):
    with pytest.raises(ValidationError, match="can be read in two ways"):
        amount_reader("EUR", ",")(cell)


# Ids, currencies, texts


@pytest.mark.parametrize(("cell", "answer"), [("", None), ("17", 17), (" 17 ", 17), (Decimal(17), 17), ("007", 7)])
def test_id_is_read(cell, answer):
    assert read_id(cell) == answer


@pytest.mark.parametrize("cell", ["x", "-1", "0", "1.5", Decimal("1.5"), str(2**63), "9" * 50, "²", DAY])
def test_what_is_no_id_is_said(cell):
    with pytest.raises(ValidationError, match="is not an id of our export"):
        read_id(cell)


def test_currency_is_read_in_any_case_and_refused_where_there_is_none():
    assert (read_currency(" eur"), read_currency("")) == ("EUR", "")
    with pytest.raises(ValidationError, match="“EURO” is not a currency"):
        read_currency("EURO")


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20))
def test_description_comes_back_as_the_ledger_keeps_it(text):
    kept = read_description("x" + text)

    assert read_description(defuse(kept)) == kept


@pytest.mark.parametrize(
    ("cell", "words"),
    [("", "missing"), (" \t", "missing"), ("a\0b", "control character"), ("x" * 256, "256 characters; at most 255")],
)
def test_what_is_no_description_is_said(cell, words):
    with pytest.raises(ValidationError, match=words):
        read_description(cell)


def test_notes_keep_their_lines():
    assert read_notes("one\r\ntwo\rthree\n") == "one\ntwo\nthree"


def test_notes_that_are_too_long_are_said():
    with pytest.raises(ValidationError, match="10,001 characters; at most 10,000"):
        read_notes("x" * 10_001)
