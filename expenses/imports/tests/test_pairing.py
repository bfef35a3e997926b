import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.imports.pairing import Half, Moving, Side, pair, sides_of

GIRO, SAVINGS, DOLLARS = 1, 2, 3
NAMES = {GIRO: "Giro", SAVINGS: "Rainy day", DOLLARS: "Dollars"}


def day(number):
    return datetime.date(2026, 3, number)


def row(place=0, number=2, amount="-500", text="Order 17", **said):
    return Moving(place, day(number), Decimal(amount), "EUR", text, **said)


def half(pk=1, number=2, amount="500", wallet=SAVINGS, currency="EUR", text="Credit", **said):
    return Half(wallet, day(number), Decimal(amount), currency, text, "income", pk, **said)


def paired(rows, halves):
    return {place: found.record_id for place, found in pair(rows, halves, NAMES).items()}


@pytest.mark.parametrize(
    ("moving", "other", "is_pair"),
    [
        (row(), half(), True),
        (row(number=2), half(number=5), True),
        (row(number=2), half(number=6), False),
        (row(number=2, text="Transfer out"), half(number=7), True),
        (row(number=2), half(number=7, text="Umbuchung"), True),
        (row(number=2, text="To Rainy Day"), half(number=7), True),
        (row(number=2, text="Transfer out"), half(number=8), False),
        (row(), half(amount="-500"), False),
        (row(), half(amount="500.01"), False),
        (row(), half(currency="USD"), False),
        (row(is_settled=True), half(), False),
        (row(), half(is_settled=True), False),
        (row(is_said=True, is_settled=True), half(is_settled=True), True),
        (row(wanted=SAVINGS, is_said=True), half(), True),
        (row(wanted=DOLLARS, is_said=True), half(), False),
        (row(other=("USD", Decimal(-540))), half(amount="540", currency="USD", wallet=DOLLARS), True),
        (row(other=("USD", Decimal(-540))), half(amount="541", currency="USD", wallet=DOLLARS), False),
    ],
)
def test_two_rows_are_a_transfer_by_amount_days_and_words(moving, other, is_pair):
    assert paired([moving], [other]) == ({0: 1} if is_pair else {})


def test_amounts_alone_do_not_decide_between_two():
    assert paired([row()], [half(1), half(2, number=3)]) == {}
    assert paired([row(0), row(1, number=3)], [half()]) == {}


def test_where_a_transfer_is_spoken_of_the_nearest_day_is_taken_and_each_half_once():
    rows = [row(0, 2, text="Transfer"), row(1, 4, text="Transfer"), row(2, 4, text="Transfer")]

    assert paired(rows, [half(1, 4), half(2, 2)]) == {0: 2, 1: 1}


def test_a_transfer_in_the_ledger_is_known_by_the_end_that_no_statement_has_named():
    ends = [Side(day(3), Decimal(-500), 7, SAVINGS), Side(day(9), Decimal(-500), 8, SAVINGS)]

    found = sides_of([row(0, 8), row(1, 2), row(2, 20), row(3, 2, "500")], ends)

    assert {place: side.transfer_id for place, side in found.items()} == {0: 8, 1: 7}


@pytest.mark.parametrize(("amount", "is_known"), [("-510", True), ("-520", False), ("500", False)])
def test_an_end_beside_another_currency_is_known_by_about_its_amount(amount, is_known):
    end = Side(day(3), Decimal(-500), 7, DOLLARS, is_crossing=True)

    assert bool(sides_of([row(0, 2, amount)], [end])) == is_known


amounts = st.sampled_from(["-5", "5", "-7", "7"])
days = st.integers(1, 28)


@given(st.lists(st.tuples(days, amounts, st.booleans())), st.lists(st.tuples(days, amounts)))
def test_no_half_is_taken_twice_and_each_pair_adds_up_to_nothing(said, there):
    rows = [row(place, number, amount, is_said=told) for place, (number, amount, told) in enumerate(said)]
    halves = [half(pk, number, amount) for pk, (number, amount) in enumerate(there)]

    found = pair(rows, halves, NAMES)

    assert len({each.record_id for each in found.values()}) == len(found)
    assert all(rows[place].amount + each.amount == 0 for place, each in found.items())
    assert all(abs(rows[place].date - each.date).days <= 5 for place, each in found.items())
