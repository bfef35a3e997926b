from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.models import Expense
from expenses.totals import Tally, Total, total_aggregates

AMOUNTS = st.lists(st.decimals("-9999999", "9999999", places=4), max_size=30)


def test_total_counts_what_has_no_rate_and_adds_the_rest(alice, bob, make_expense):
    make_expense(alice, amount="12.50")
    make_expense(alice, amount="-2.25")
    make_expense(alice, amount="99.00", currency="USD")

    assert Expense.objects.for_user(alice).total("EUR") == Total(Decimal("10.25"), "EUR", 3, 1)


def test_total_of_nothing_is_zero(alice, bob):
    assert Expense.objects.for_user(alice).total("EUR") == Total(Decimal(0), "EUR", 0, 0)


def test_total_loses_the_noise_of_floating_sums(alice, make_expense):
    for amount in ("0.10", "0.20", "99999999999.70"):
        make_expense(alice, amount=amount)

    assert Expense.objects.for_user(alice).total("EUR").amount == Decimal("100000000000.00")


def test_tally_reads_the_aggregates_of_its_prefix(alice, make_expense):
    make_expense(alice, amount="3.00")
    make_expense(alice, amount="4.00", currency="USD")

    row = Expense.objects.for_user(alice).order_by().aggregate(**total_aggregates("spent_"))

    assert Tally.of(row, "spent_") == Tally(Decimal(3), 2, 1)


@pytest.mark.parametrize(("currency", "amount"), [("EUR", "0.01"), ("JPY", "0"), ("KWD", "0.008")])
def test_tally_rounds_once_to_the_currency(currency, amount):
    part = Tally(Decimal("0.0025"), 1, 1)

    assert (part + part + part).total(currency) == Total(Decimal(amount), currency, 3, 0)


@given(AMOUNTS)
def test_tallies_add_up_exactly(amounts):
    whole = sum((Tally(amount, 1, 1) for amount in amounts), Tally())

    assert whole == Tally(sum(amounts, Decimal(0)), len(amounts), len(amounts))
    assert whole - whole == Tally()
