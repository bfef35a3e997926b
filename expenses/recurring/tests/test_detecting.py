import datetime
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.recurring.detecting import BEATS, Beat, Payment, detect, next_date, payee_key
from expenses.recurring.rhythm import Unit
from expenses.recurring.series import Series
from expenses.sample.habits import BILLS, EVERY_MONTH
from expenses.sample.household import household_year

START = datetime.date(2024, 1, 31)
WEEK, FORTNIGHT, _, MONTH, TWO_MONTHS, QUARTER, HALF_YEAR, YEAR = BEATS
EVERY_BEAT = st.sampled_from(BEATS)


def pay(date, amount="12.99", description="Netflix", *, kind="expense", currency="EUR"):
    return Payment(1, kind, date, Decimal(amount), currency, description, 3, 4)


def dates_of(beat: Beat, day: int, count: int, start: datetime.date = START) -> list[datetime.date]:
    """Return days that keep to a beat, the first of them on or after `start`, on weekday or day of the month `day`."""
    first = start + datetime.timedelta(days=31)
    dates = [next_date(first - datetime.timedelta(weeks=beat.count), beat, day)]
    if beat.unit is Unit.MONTH:
        dates = [next_date(first, replace(beat, count=1), day)]
    while len(dates) < count:
        dates.append(next_date(dates[-1], beat, day))
    return dates


def day_after(dates: list[datetime.date]) -> datetime.date:
    return dates[-1] + datetime.timedelta(days=1)


@given(beat=EVERY_BEAT, place=st.integers(0, 30), more=st.integers(1, 6))
def test_what_keeps_to_a_beat_is_found_with_its_next_day(beat, place, more):
    day = place % 7 if beat.unit is Unit.WEEK else place + 1
    dates = dates_of(beat, day, beat.fewest + more)

    found = detect(map(pay, dates[:-1]), today=day_after(dates[:-1]))

    assert [(one.beat, one.next_on, one.count) for one in found] == [(beat, dates[-1], len(dates) - 1)]
    assert Series(found[0].rhythm.rule, dates[-1]).next_days(3, since=dates[-1])[0] == dates[-1]
    assert found[0].is_fixed
    assert found[0].amount == Decimal("12.99")


@given(place=st.integers(1, 31), shifts=st.lists(st.integers(0, 3), min_size=4, max_size=12))
def test_weekends_that_move_a_bill_do_not_hide_it(place, shifts):
    dates = dates_of(MONTH, place, len(shifts))
    moved = [date + datetime.timedelta(days=shift) for date, shift in zip(dates, shifts, strict=True)]

    found = detect(map(pay, moved), today=day_after(moved))

    assert [(one.beat, one.count) for one in found] == [(MONTH, len(shifts))]


@given(
    days=st.lists(st.dates(START, START + datetime.timedelta(days=700)), max_size=40),
    cents=st.lists(st.integers(1, 10_000), min_size=40, max_size=40),
)
def test_whatever_is_found_lies_ahead_of_what_was_paid(days, cents):
    rows = [pay(day, str(Decimal(cent) / 100), "Shop") for day, cent in zip(days, cents, strict=False)]
    today = max(days, default=START)

    for one in detect(rows, today=today):
        assert one.last.date < one.next_on
        assert one.low <= one.amount <= one.high
        assert one.beat.fewest <= one.count <= len(rows)


def test_order_of_payments_does_not_matter():
    rows = [pay(date) for date in dates_of(MONTH, 15, 8)]
    shuffled = random.Random(4).sample(rows, len(rows))

    assert detect(shuffled, today=rows[-1].date) == detect(rows, today=rows[-1].date)


def test_fewer_than_tell_a_beat_are_not_found():
    for beat in BEATS:
        dates = dates_of(beat, 3, beat.fewest)

        assert len(detect(map(pay, dates), today=dates[-1])) == 1
        assert detect(map(pay, dates[1:]), today=dates[-1]) == []


def test_what_has_stopped_is_not_found():
    dates = dates_of(MONTH, 15, 8)

    found = [len(detect(map(pay, dates), today=dates[-1] + datetime.timedelta(days=days))) for days in (40, 70)]

    assert found == [1, 0]


def test_day_31_is_the_last_one_of_short_months():
    dates = dates_of(MONTH, 31, 5, start=datetime.date(2023, 12, 1))

    (found,) = detect(map(pay, dates), today=dates[-1])

    assert [date.day for date in dates] == [31, 29, 31, 30, 31]
    assert (found.day, found.next_on) == (31, datetime.date(2024, 6, 30))


def test_descriptions_of_a_payee_may_differ_in_numbers_and_bank_words():
    dates = dates_of(MONTH, 15, 4)
    texts = ["Card payment ACME GmbH 4711", "ACME", "acme 0815", "Lastschrift Acme GmbH"]

    (found,) = detect(map(pay, dates, ["9.90"] * 4, texts), today=dates[-1])

    assert found.description == texts[-1]
    assert found.key == "expense|EUR|acme"
    assert {payee_key(text) for text in texts} == {"acme"}


def test_price_that_rose_is_the_one_to_expect():
    dates = dates_of(MONTH, 15, 8)
    amounts = ["11.76"] * 6 + ["13.90"] * 2

    (found,) = detect(map(pay, dates, amounts), today=dates[-1])

    assert (found.amount, found.low, found.high) == (Decimal("13.90"),) * 3


def test_bill_that_varies_has_a_range():
    dates = dates_of(MONTH, 15, 5)
    amounts = ["50", "55", "60", "52", "58"]

    (found,) = detect(map(pay, dates, amounts), today=dates[-1])

    assert (found.low, found.amount, found.high) == (50, 55, 60)
    assert not found.is_fixed


def test_months_without_a_bill_may_stand_between():
    dates = dates_of(MONTH, 10, 12)

    (found,) = detect([pay(date) for date in dates if date.month not in {7, 8}], today=dates[-1])

    assert (found.beat, found.count) == (MONTH, 10)


def test_bill_whose_day_moved_is_expected_on_the_new_one():
    before, after = dates_of(MONTH, 25, 10), dates_of(MONTH, 30, 15)[10:]

    (found,) = detect(map(pay, before + after), today=after[-1])

    assert (found.day, found.count) == (30, 15)


def test_shopping_of_each_week_is_no_bill_and_a_lesson_is():
    dates = dates_of(WEEK, 5, 20)
    amounts = ["21", "28.40", "24", "17.90", "30"] * 4

    shopping = detect(map(pay, dates, amounts), today=dates[-1])
    lessons = detect(map(pay, dates, ["24", "25"] * 10), today=dates[-1])

    assert (shopping, [one.beat for one in lessons]) == ([], [WEEK])


def test_two_contracts_with_one_payee_are_told_by_their_amounts():
    dates = dates_of(MONTH, 11, 6)
    rows = [pay(date, amount, "Mobile plan") for date in dates for amount in ("9.99", "14.99")]

    found = detect(rows, today=dates[-1])

    assert [(one.amount, one.key) for one in found] == [
        (Decimal("9.99"), "expense|EUR|mobile plan|9.99"),
        (Decimal("14.99"), "expense|EUR|mobile plan|14.99"),
    ]


def test_subscription_is_found_among_the_shopping_at_the_same_place():
    dates, dice = dates_of(MONTH, 4, 10), random.Random(7)
    shopping = [
        pay(dates[0] + datetime.timedelta(days=dice.randrange(270)), str(dice.randrange(500, 9000)), "Amazon")
        for _ in range(60)
    ]

    found = detect([*shopping, *(pay(date, "8.99", "Amazon") for date in dates)], today=dates[-1])

    assert [(one.amount, one.beat, one.count) for one in found] == [(Decimal("8.99"), MONTH, 10)]


def test_transfers_are_told_by_their_wallets():
    dates = dates_of(MONTH, 15, 4)
    rows = [pay(date, "100", f"to the side {date:%B}", kind="transfer")._replace(to_wallet_id=5) for date in dates]

    (found,) = detect(rows, today=dates[-1])

    assert (found.key, found.amount, found.payments) == ("transfer|EUR|4>5", 100, tuple(rows))


@pytest.mark.parametrize("name", ["kind", "currency"])
def test_expense_and_income_and_currencies_are_kept_apart(name):
    dates = dates_of(MONTH, 15, 3)
    other = {"kind": {"kind": "income"}, "currency": {"currency": "USD"}}[name]

    rows = [pay(dates[0]), pay(dates[1], **other), pay(dates[2])]

    assert detect(rows, today=dates[-1]) == []


def test_bills_of_the_household_are_found_and_nothing_of_its_shopping():
    today = datetime.date(2026, 11, 21)
    rows = [pay(one.date, one.amount, one.description) for one in household_year(today, "EUR") if one.amount > 0]

    found = {one.description: one.beat for one in detect(rows, today=today)}

    monthly = {bill.description: MONTH for bill in BILLS if len(bill.months) >= 10}
    quarterly = {bill.description: QUARTER for bill in BILLS if len(bill.months) == 4}
    assert found == monthly | quarterly
    assert len([bill for bill in BILLS if bill.months == EVERY_MONTH]) < len(monthly)
