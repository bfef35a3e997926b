"""Queries that are written once and run for everybody."""

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from expenses.models import Expense
from expenses.prepared import WHOEVER, Prepared, day_slot, to_amount, to_day

JANUARY, FEBRUARY, MARCH = (datetime.date(2026, month, 1) for month in (1, 2, 3))


def descriptions(query, user, start, end):
    return [description for (description,) in query.run(user, start=start, end=end)]


def test_query_is_written_once_and_runs_for_each_person_and_period(alice, bob, make_expense):
    for owner, date, description in (
        (alice, "2026-01-31", "early"), (alice, "2026-02-01", "late"), (bob, "2026-01-31", "hat")
    ):  # fmt: skip
        make_expense(owner, date=date, description=description)
    built = []

    def build():
        built.append(1)
        rows = Expense.objects.for_user(WHOEVER).between(day_slot("start"), day_slot("end"))
        return rows.order_by("id").values_list("description")

    query = Prepared(build)
    asked = [(alice, JANUARY, FEBRUARY), (alice, FEBRUARY, MARCH), (bob, JANUARY, FEBRUARY), (bob, FEBRUARY, MARCH)]
    found = [descriptions(query, *values) for values in asked]

    assert found == [["early"], ["late"], ["hat"], []]
    assert len(built) == 1


def test_values_of_the_driver_become_days_and_amounts(alice, make_expense):
    make_expense(alice, date="2026-01-31", amount="0.10")
    query = Prepared(lambda: Expense.objects.for_user(WHOEVER).values_list("date", "amount"))

    ((day, amount),) = query.run(alice)

    assert (to_day(day), str(to_amount(amount))) == (datetime.date(2026, 1, 31), "0.1000")


@given(st.decimals(Decimal(-99_999_999_999), Decimal(99_999_999_999), places=4))
def test_amount_that_sqlite_kept_as_a_floating_number_is_read_exactly(amount):
    assert to_amount(float(amount)) == to_amount(amount) == amount
