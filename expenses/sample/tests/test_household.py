import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.currencies import current_currencies
from expenses.categories.starter import starter_paths
from expenses.sample.household import PRICE_LEVELS, household_year, price
from expenses.validators import validate_amount

TODAY = datetime.date(2026, 11, 21)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))


def test_the_same_day_and_currency_make_the_same_year():
    assert household_year(TODAY, "EUR") == household_year(TODAY, "EUR")


def test_a_day_later_only_the_ends_of_the_year_differ():
    year, later = household_year(TODAY, "EUR"), household_year(TODAY + datetime.timedelta(days=1), "EUR")

    assert [one for one in later if one.date <= TODAY] == [one for one in year if one.date > year[0].date]


@given(DAYS)
def test_any_day_ends_a_whole_year_with_a_holiday_abroad(today):
    year = household_year(today, "EUR")

    assert min(one.date for one in year) > today - datetime.timedelta(days=370)
    assert max(one.date for one in year) <= today
    assert {one.currency for one in year} == {"EUR", "GBP"}
    assert 900 <= len(year) <= 1250


@pytest.mark.parametrize("currency", sorted(current_currencies()))
def test_every_amount_can_stand_in_the_ledger(currency):
    for expense in household_year(TODAY, currency):
        validate_amount(expense.amount, expense.currency)


def test_the_year_has_refunds_gifts_in_december_and_warmer_summers():
    year = household_year(TODAY, "EUR")
    heating = {one.date.month: one.amount for one in year if one.category == "Home:Heating"}
    presents = [one.date.month for one in year if one.category == "Gifts & donations" and one.amount > 20]

    assert sum(one.amount < 0 for one in year) == 5
    assert heating[1] > 5 * heating[7]
    assert max(presents, key=presents.count) == 12


def test_every_category_is_one_of_the_starters():
    assert {one.category for one in household_year(TODAY, "EUR")} <= set(starter_paths())


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("EUR", "12.34"), ("JPY", "1850"), ("HUF", "4566"), ("KWD", "3.702"), ("VND", "172800"), ("XYZ", "12.34")],
)
def test_price_is_what_is_paid_in_the_currency(currency, amount):
    assert price(12.34, currency) == Decimal(amount)


def test_price_is_never_nothing():
    assert all(price(0.001, currency) > 0 for currency in [*PRICE_LEVELS, "EUR"])


def test_those_at_home_in_pounds_spend_their_holiday_in_euros():
    assert {one.currency for one in household_year(TODAY, "GBP")} == {"GBP", "EUR"}
