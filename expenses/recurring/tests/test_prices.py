import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.recurring.prices import PriceHistory, times_in_year
from expenses.recurring.series import Series

TODAY = datetime.date(2026, 3, 14)


def months(*amounts: str) -> list[tuple[datetime.date, Decimal]]:
    """Return payments on the 1st of each month, the last of them in March 2026."""
    first = 12 * 2026 + 3 - len(amounts)
    days = (datetime.date(place // 12, place % 12 + 1, 1) for place in range(first, first + len(amounts)))
    return [(day, Decimal(amount)) for day, amount in zip(days, amounts, strict=True)]


def test_equal_payments_in_a_row_are_one_price():
    history = PriceHistory.of(months("9.99", "9.99", "12.99"))

    assert [(price.since.month, str(price.amount), price.times) for price in history.prices] == [
        (1, "9.99", 2),
        (3, "12.99", 1),
    ]


def test_rise_says_by_how_much_and_since_when():
    change = PriceHistory.of(months("13.00", "15.00")).news(TODAY)

    assert change is not None
    assert (change.size, change.percent, change.since, change.is_rise) == (2, 15, datetime.date(2026, 3, 1), True)


@pytest.mark.parametrize(
    ("amounts", "what"),
    [
        ((), "nothing was paid"),
        (("9.99",), "it was paid once"),
        (("9.99", "9.99"), "it is the same"),
        (("9.99", "8.99"), "it fell"),
        (("9.99", *["12.99"] * 7), "it rose more than half a year ago"),
        (("9.99", "12.99", "9.99"), "it rose and fell again"),
    ],
)
def test_nothing_is_pointed_out(amounts, what):
    assert PriceHistory.of(months(*amounts)).news(TODAY) is None, what


def test_rise_to_come_is_pointed_out_before_it_is_paid():
    history = PriceHistory.of(months("9.99", "9.99")).then(datetime.date(2026, 4, 1), Decimal("12.99"))

    change = history.news(TODAY)

    assert change is not None
    assert (change.since, change.after.times) == (datetime.date(2026, 4, 1), 0)


@pytest.mark.parametrize("day", [None, datetime.date(2026, 4, 1)])
def test_what_is_expected_at_the_same_price_or_never_changes_nothing(day):
    history = PriceHistory.of(months("9.99"))

    assert history.then(day, Decimal("9.99")) == history
    assert history.then(None, Decimal("12.99")) == history
    assert PriceHistory().then(day, Decimal("9.99")) == PriceHistory()


def test_tiny_rise_is_one_per_cent_and_no_nought():
    change = PriceHistory.of(months("100.00", "100.10")).news(TODAY)

    assert change is not None
    assert change.percent == 1


@given(cents=st.lists(st.integers(1, 4), max_size=30))
def test_prices_account_for_all_payments_and_changes_lead_from_the_first_to_the_last(cents):
    payments = [(TODAY + datetime.timedelta(days=place), Decimal(cent) / 100) for place, cent in enumerate(cents)]

    history = PriceHistory.of(reversed(payments))

    assert sum(price.times for price in history.prices) == len(payments)
    assert sum(price.times * price.amount for price in history.prices) == sum(amount for _, amount in payments)
    assert all(change.difference for change in history.changes)
    if history.since_first:
        assert sum(change.difference for change in history.changes) == history.since_first.difference


@pytest.mark.parametrize(
    ("series", "times"),
    [
        (Series("FREQ=MONTHLY;BYMONTHDAY=14", TODAY), 12),
        (Series("FREQ=WEEKLY;BYDAY=MO", TODAY), 52),
        (Series("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=14", TODAY), 1),
        (Series("FREQ=MONTHLY;BYMONTHDAY=14", TODAY, times=10, times_before=7), 3),
        (Series("FREQ=MONTHLY;BYMONTHDAY=14", TODAY, ends_on=datetime.date(2026, 5, 1)), 2),
        (Series("FREQ=MONTHLY;BYMONTHDAY=14", datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 5, 1)), 0),
    ],
)
def test_payments_of_a_year_are_counted_by_their_days(series, times):
    assert times_in_year(series, TODAY) == times
