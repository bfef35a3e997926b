from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.periods import Year, parse_period
from expenses.tests.pages import chart_of, shown
from expenses.totals import Total
from reports.yearly import YearSummary, read_year

THIS_YEAR = reverse("reports:report-list")


@pytest.fixture
def read(alice, bob, today):
    """Return a function that reads a year of alice's on 14 March 2026."""

    def read_summary(key: str = "2026") -> YearSummary:
        period = parse_period(key)
        assert isinstance(period, Year)
        return read_year(alice, period, today=today)

    return read_summary


def eur(amount: str, count: int) -> Total:
    return Total(Decimal(amount), "EUR", count, 0)


def test_months_stand_beside_those_of_the_year_before(alice, read, spend):
    for day, amount in (("2026-01-31", "1"), ("2026-12-31", "2"), ("2025-01-01", "4"), ("2024-12-31", "8")):
        spend(alice, day, amount)

    summary = read()

    assert [(pair.spent.amount, pair.before.amount) for pair in summary.months] == [
        (Decimal(1), Decimal(4)),
        *[(Decimal(0), Decimal(0))] * 10,
        (Decimal(2), Decimal(0)),
    ]
    assert (summary.spent, summary.whole_before) == (eur("3", 2), eur("4", 1))


def test_running_year_is_compared_up_to_the_same_day(alice, read, spend):
    for day, amount in (("2026-03-14", "10"), ("2026-03-15", "100"), ("2025-03-14", "3"), ("2025-03-15", "30")):
        spend(alice, day, amount)

    summary = read()

    assert (summary.so_far, summary.before, summary.whole_before) == (eur("10", 1), eur("3", 1), eur("33", 2))
    assert summary.difference.amount == Decimal(7)


def test_average_is_of_the_months_that_are_over(alice, read, spend):
    for day, amount in (("2026-01-10", "10"), ("2026-02-10", "20"), ("2026-03-10", "300"), ("2026-12-10", "4000")):
        spend(alice, day, amount)

    assert read().per_month == Decimal(15)


def test_year_without_a_month_over_has_no_average(read):
    assert read("2027").per_month is None


def test_deleted_expenses_are_in_no_month(alice, read, spend, delete):
    delete(spend(alice, "2026-01-10", "10"))

    assert read().is_empty


def test_year_is_two_queries(read, django_assert_num_queries):
    with django_assert_num_queries(2):
        read()


def test_reports_begin_with_this_year(alice_client, alice, bob, today, spend):
    spend(alice, "2026-01-10", "10.25")

    response = alice_client.get(THIS_YEAR)

    assert "Spent in 2026 €10.25" in shown(response)
    assert [series["label"] for series in chart_of(response, "months")["series"]] == ["2026", "2025"]


def test_year_shows_own_expenses_only(bob_client, alice, spend):
    spend(alice, "2026-01-10", "10.25")

    text = shown(bob_client.get(reverse("reports:year", args=[2026])))

    assert "€10.25" not in text
    assert "Spent in 2026 €77.70" in text


def test_empty_year_says_what_to_do(alice_client, bob, today):
    assert "Nothing recorded in this year" in shown(alice_client.get(THIS_YEAR))


@pytest.mark.parametrize("year", ["0", "1899", "3000", "99999999999999999999"])
def test_nonsense_year_is_not_found(alice_client, year):
    assert alice_client.get(f"/reports/{year}/").status_code == 404


@pytest.mark.parametrize(
    ("year", "neighbours"), [(2026, ["/reports/2025/", "/reports/2027/"]), (1900, ["/reports/1901/"])]
)
def test_year_leads_to_its_neighbours(alice_client, year, neighbours):
    response = alice_client.get(reverse("reports:year", args=[year]))

    found = [response.context["previous_url"], response.context["next_url"]]
    assert [url for url in found if url] == neighbours


@pytest.mark.parametrize("url", [THIS_YEAR, "/reports/2026/"])
def test_year_is_only_read(alice_client, url):
    assert alice_client.post(url).status_code == 405
