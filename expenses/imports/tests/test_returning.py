import datetime
from decimal import Decimal

import pytest

from expenses.imports.returning import CameIn, Spent, refunded


def came(place=0, number=20, amount="30", text="Zalando SE", **said):
    return CameIn(place, datetime.date(2026, 3, number), Decimal(amount), "EUR", text, **said)


def spent(pk=1, number=2, left="30", text="ZALANDO", currency="EUR", **said):
    return Spent(datetime.date(2026, 3, number), Decimal(left), currency, text, record_id=pk, **said)


def given_back(rows, expenses):
    return {place: found.record_id for place, found in refunded(rows, expenses).items()}


@pytest.mark.parametrize(
    ("back", "expense", "is_refund"),
    [
        (came(), spent(), True),
        (came(text="Gutschrift Zalando 4711"), spent(text="Zalando 0815"), True),
        (came(text="Amazon"), spent(), False),
        (came(text="4711"), spent(text="4711"), False),
        (came(number=1), spent(number=2), False),
        (came(amount="10"), spent(), False),
        (came(amount="10", text="Refund Zalando"), spent(), True),
        (came(amount="10", text="Zalando", is_said=True), spent(), True),
        (came(amount="31", text="Zalando", is_said=True), spent(), False),
        (came(), spent(currency="USD"), False),
    ],
)
def test_the_same_merchant_and_amount_is_a_refund_a_part_only_where_it_is_said(back, expense, is_refund):
    assert given_back([back], [expense]) == ({0: 1} if is_refund else {})


def test_an_expense_of_long_ago_is_not_given_back():
    old = spent()._replace(date=datetime.date(2025, 3, 2))

    assert given_back([came()], [old]) == {}


def test_the_latest_is_given_back_and_nothing_twice():
    rows = [came(0, 20), came(1, 21), came(2, 22)]

    assert given_back(rows, [spent(1, 2), spent(2, 9)]) == {0: 2, 1: 1}


def test_parts_are_given_back_up_to_the_whole():
    rows = [came(place, 20, "12", "Refund Zalando") for place in range(3)]

    assert given_back(rows, [spent()]) == {0: 1, 1: 1}
