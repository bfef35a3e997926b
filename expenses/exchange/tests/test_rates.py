"""Which rate counts on a day, and what amounts are worth by it."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.exchange.models import OwnRate, ReferenceRate, Revaluation
from expenses.exchange.rates import Quote, Rate, RateBook, Series
from expenses.exchange.revaluation import current, revalue, revalue_ledger
from expenses.exchange.valuation import value_at_home
from expenses.models import Expense

FRIDAY = datetime.date(2026, 3, 13)
DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 3, 20)


@pytest.fixture(autouse=True)
def reference(db):
    ReferenceRate.objects.bulk_create(
        ReferenceRate(currency=code, date=FRIDAY, per_euro=per_euro)
        for code, per_euro in (("USD", "1.25"), ("JPY", "160"), ("CHF", "0.8"))
    )


def rate(user, currency, other, day=FRIDAY):
    return RateBook(user, today=TODAY).rate(currency, other, day)


def own(user, currency, other, value, date, **fields):
    return OwnRate.objects.create(owner=user, currency=currency, other=other, rate=value, date=date, **fields)


def test_a_cross_rate_goes_by_way_of_the_euro(alice):
    assert rate(alice, "USD", "EUR") == Rate(Decimal("0.8"), FRIDAY, "ECB")
    assert rate(alice, "EUR", "JPY") == Rate(Decimal(160), FRIDAY, "ECB")
    assert rate(alice, "USD", "JPY") == Rate(Decimal(128), FRIDAY, "ECB")


def test_weekends_take_the_rate_before_and_long_gaps_have_none(alice):
    assert rate(alice, "USD", "EUR", FRIDAY + 2 * DAY).date == FRIDAY
    assert rate(alice, "USD", "EUR", FRIDAY - DAY) is None
    assert RateBook(alice, today=FRIDAY + 40 * DAY).rate("USD", "EUR", FRIDAY + 11 * DAY) is None


def test_days_ahead_take_todays_rate(alice):
    assert rate(alice, "USD", "EUR", TODAY + 200 * DAY).date == FRIDAY


def test_an_own_rate_comes_first_from_its_day_to_its_last(alice):
    own(alice, "USD", "EUR", "0.9", FRIDAY, last_day=FRIDAY + DAY)

    found = [rate(alice, "USD", "EUR", FRIDAY + ahead * DAY) for ahead in (0, 1, 2)]

    assert [(one.value, one.source) for one in found] == [
        (Decimal("0.9"), "own rate"),
        (Decimal("0.9"), "own rate"),
        (Decimal("0.8"), "ECB"),
    ]


def test_an_own_rate_counts_both_ways_and_the_newer_wins(alice):
    own(alice, "USD", "EUR", "0.5", FRIDAY - 9 * DAY)
    own(alice, "EUR", "USD", "4", FRIDAY - DAY)

    assert rate(alice, "USD", "EUR").value == Decimal("0.25")
    assert rate(alice, "EUR", "USD").value == 4


def test_what_nobody_quotes_goes_by_way_of_an_own_rate(alice):
    own(alice, "PT0", "USD", "0.01", FRIDAY)

    assert rate(alice, "PT0", "EUR") == Rate(Decimal("0.008"), FRIDAY, "own rate and ECB")


def test_another_persons_rates_do_not_count(alice, bob):
    own(bob, "USD", "EUR", "9", FRIDAY)

    assert rate(alice, "USD", "EUR").value == Decimal("0.8")


def test_an_unknown_currency_has_no_rate_and_no_worth(alice):
    assert rate(alice, "GBP", "EUR") is None
    assert value_at_home(Decimal(5), "GBP", alice, FRIDAY) is None


def test_a_book_reads_each_currency_and_year_once(alice, django_assert_num_queries):
    book = RateBook(alice, today=TODAY)
    with django_assert_num_queries(2):  # own rates, dollars
        for ahead in range(5):
            book.value(Decimal(10), "USD", "EUR", FRIDAY + ahead * DAY)


@given(
    quotes=st.lists(st.tuples(st.dates(), st.decimals("0.01", "100", places=4)), max_size=8, unique_by=lambda x: x[0]),
    day=st.dates(),
)
def test_the_last_quote_up_to_a_day_counts(quotes, day):
    series = Series(Quote(date, value, "x") for date, value in quotes)
    earlier = [quote for quote in quotes if quote[0] <= day]

    found = series.on(day)

    expected = max(earlier, default=None)
    assert (found and (found.date, found.value)) == expected


@given(amount=st.decimals("-9999999", "9999999", places=4), value=st.decimals("0.0001", "9999", places=6))
def test_there_and_back_again_is_nearly_the_same(amount, value):
    there = Rate(value, FRIDAY, "x")

    worth = there.apply(amount)

    if worth is not None:
        assert abs(worth / value - amount) <= Decimal("0.00006") / value + Decimal("0.0001")


def test_a_new_home_currency_values_everything_anew(alice, make_expense):
    dollars = make_expense(alice, amount="10", currency="USD", date=FRIDAY, home_amount="8")
    euros = make_expense(alice, amount="10", currency="EUR", date=FRIDAY, home_amount="10")
    pounds = make_expense(alice, amount="10", currency="GBP", date=FRIDAY, home_amount=None)
    alice.home_currency = "USD"
    alice.save()

    revalue_ledger(alice)

    worths = dict(Expense.objects.for_user(alice).values_list("pk", "home_amount"))
    assert worths == {dollars.pk: 10, euros.pk: Decimal("12.5"), pounds.pk: None}


def test_many_are_worked_out_in_the_background_and_go_on_after_a_stop(alice, make_expense, monkeypatch):
    from expenses.exchange import revaluation

    monkeypatch.setattr(revaluation, "AT_ONCE_ROWS", 1)
    monkeypatch.setattr(revaluation, "BATCH_ROWS", 1)
    for _ in range(3):
        make_expense(alice, amount="10", currency="USD", date=FRIDAY, home_amount=None)

    revalue(alice)
    planned = current(alice)
    revaluation._step(alice.pk)
    halfway = current(alice)
    revaluation.run(alice.pk)

    assert (planned.done, planned.total, planned.percent) == (0, 3, 0)
    assert (halfway.done, halfway.percent) == (1, 33)
    assert current(alice) is None
    assert Revaluation.objects.for_user(alice).get().done == 3
    assert set(Expense.objects.for_user(alice).values_list("home_amount", flat=True)) == {Decimal(8)}
