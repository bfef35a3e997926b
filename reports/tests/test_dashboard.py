import datetime
from decimal import Decimal

import pytest

from expenses.periods import parse_period
from expenses.totals import Total
from reports.dashboard import Dashboard, read_dashboard


@pytest.fixture
def read(alice, bob, today):
    """Return a function that reads alice's dashboard of a period on 14 March 2026."""

    def read_period(key: str = "2026-03") -> Dashboard:
        return read_dashboard(alice, parse_period(key), today=today)

    return read_period


def eur(amount: str, count: int, without_rate: int = 0) -> Total:
    return Total(Decimal(amount), "EUR", count, without_rate)


def test_dashboard_of_an_empty_ledger(read):
    dashboard = read()

    assert dashboard.is_empty
    assert dashboard.breakdown.slices == ()
    assert (dashboard.latest, dashboard.biggest) == ([], [])
    assert not dashboard.difference.is_known


def test_a_running_month_is_compared_up_to_the_same_day(alice, read, spend):
    spend(alice, "2026-03-14", "100")
    spend(alice, "2026-03-20", "30")
    spend(alice, "2026-02-14", "80")
    spend(alice, "2026-02-15", "500")

    dashboard = read()

    breakdown = dashboard.breakdown
    assert (breakdown.spent, breakdown.so_far, breakdown.before) == (eur("130", 2), eur("100", 1), eur("80", 1))
    assert (dashboard.difference.amount, dashboard.difference.percent) == (Decimal(20), 25)
    assert dashboard.dated_ahead == Decimal(30)


def test_averages_and_projection_go_by_the_days_that_have_passed(alice, read, spend):
    spend(alice, "2026-03-01", "140")
    spend(alice, "2026-03-31", "1000")

    dashboard = read()

    assert (dashboard.per_day, dashboard.projected, dashboard.days_left) == (Decimal(10), Decimal(310), 17)


@pytest.mark.parametrize("key", ["2026-02", "2026-04", "2026-03-12..2026-04-30"])
def test_nothing_is_projected_that_is_over_ahead_or_hardly_begun(read, key):
    assert read(key).projected is None


def test_a_past_period_is_averaged_over_all_its_days(alice, read, spend):
    spend(alice, "2026-02-01", "280")

    assert read("2026-02").per_day == Decimal(10)


def test_refunds_reduce_and_may_outweigh(alice, read, spend):
    spend(alice, "2026-03-02", "20")
    spend(alice, "2026-03-03", "-50")

    dashboard = read()

    assert dashboard.breakdown.spent == eur("-30", 2)
    assert [line.amount for line in dashboard.biggest] == [Decimal(20)]


def test_currencies_without_a_rate_are_counted_not_added(alice, read, spend):
    spend(alice, "2026-03-02", "20")
    spend(alice, "2026-03-03", "5000", currency="USD")

    dashboard = read()

    assert dashboard.breakdown.spent == eur("20", 2, without_rate=1)
    assert [line.currency for line in dashboard.biggest] == ["EUR"]
    assert [line.currency for line in dashboard.latest] == ["USD", "EUR"]


def test_deleted_expenses_are_not_there(read, alice, spend, delete):
    delete(spend(alice, "2026-03-02", "20"))

    assert read().is_empty


def test_trend_is_twelve_months_up_to_this_one(alice, read, spend):
    spend(alice, "2025-04-01", "4")
    spend(alice, "2025-03-31", "99")
    spend(alice, "2026-03-01", "3")

    trend = read().trend

    assert [entry.month.key for entry in trend][::11] == ["2025-04", "2026-03"]
    assert [entry.spent.amount for entry in trend] == [Decimal(4), *[Decimal(0)] * 10, Decimal(3)]
    assert [entry.is_running for entry in trend] == [*[False] * 11, True]


@pytest.mark.parametrize(
    ("key", "last"),
    [("2025", "2025-12"), ("2026", "2026-03"), ("2024-01-05..2024-02-03", "2024-02"), ("2027", "2027-12")],
)
def test_trend_ends_with_the_period(read, key, last):
    assert read(key).trend[-1].month.key == last


def test_a_year_is_compared_with_the_year_before(alice, read, spend):
    spend(alice, "2026-03-14", "10")
    spend(alice, "2025-01-01", "3")
    spend(alice, "2025-03-15", "900")

    dashboard = read("2026")

    assert dashboard.difference.amount == Decimal(7)
    assert [step.before for step in dashboard.pace.steps][:3] == [Decimal(3), Decimal(3), Decimal(903)]


def test_a_period_longer_than_a_year_has_no_pace(alice, read, spend):
    spend(alice, "2020-03-14", "10")

    dashboard = read("2019-01-01..2026-03-14")

    assert (dashboard.pace, dashboard.breakdown.spent) == (None, eur("10", 1))


def test_lines_know_their_category(alice, read, spend, make_category):
    food = make_category(alice, "Food")
    spend(alice, "2026-03-02", "20", category=make_category(alice, "Groceries", parent=food))
    spend(alice, "2026-03-03", "30")

    assert [(line.path, str(line.category)) for line in read().latest] == [
        ("", "None"),
        ("Food: Groceries", "Groceries"),
    ]


def test_amounts_have_the_digits_of_the_home_currency(make_user, spend):
    kenji = make_user("kenji", home_currency="JPY", locale="ja_JP")
    spend(kenji, "2026-02-01", "1000")
    spend(kenji, "2026-02-02", "1")

    dashboard = read_dashboard(kenji, parse_period("2026-02"), today=datetime.date(2026, 3, 14))

    assert str(dashboard.per_day) == "36"
    assert dashboard.breakdown.spent == Total(Decimal(1001), "JPY", 2, 0)


def test_dashboard_is_eight_queries(alice, read, spend, make_category, django_assert_num_queries):
    for day in range(1, 15):
        spend(alice, f"2026-03-{day:02}", "1", category=make_category(alice, f"Category {day}"))

    with django_assert_num_queries(8):
        read()
