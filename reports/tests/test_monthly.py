from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.periods import Month, parse_period
from expenses.tests.pages import shown
from expenses.totals import Total
from reports.monthly import MonthSummary, read_month


@pytest.fixture
def read(alice, bob, today):
    """Return a function that reads the summary of a month of alice's on 14 March 2026."""

    def read_summary(key: str = "2026-03") -> MonthSummary:
        period = parse_period(key)
        assert isinstance(period, Month)
        return read_month(alice, period, today=today)

    return read_summary


def url_of(year: int, month: int) -> str:
    return reverse("reports:month", args=[year, month])


def test_month_is_compared_with_the_one_before_and_a_year_before(alice, read, spend):
    for day, amount in (("2026-02-10", "100"), ("2026-01-31", "90"), ("2025-02-28", "70"), ("2025-03-01", "999")):
        spend(alice, day, amount)

    summary = read("2026-02")

    assert summary.spent == Total(Decimal(100), "EUR", 1, 0)
    assert (summary.against_before.amount, summary.against_last_year.amount) == (Decimal(10), Decimal(30))


def test_running_month_is_compared_up_to_the_same_day(alice, read, spend):
    for day, amount in (("2026-03-14", "100"), ("2026-02-15", "90"), ("2025-03-15", "80"), ("2025-03-14", "70")):
        spend(alice, day, amount)

    summary = read()

    assert not summary.against_before.is_known
    assert summary.against_last_year.amount == Decimal(30)


def test_each_day_of_the_month_has_its_sum(alice, read, spend, delete):
    spend(alice, "2026-02-01", "1")
    spend(alice, "2026-02-01", "2")
    spend(alice, "2026-02-28", "-4")
    delete(spend(alice, "2026-02-27", "50"))

    days = read("2026-02").days

    assert (len(days), days[0].day.key) == (28, "2026-02-01..2026-02-01")
    assert [entry.spent.amount for entry in days] == [Decimal(3), *[Decimal(0)] * 26, Decimal(-4)]


def test_tags_sum_what_carries_them(alice, bob, read, spend, make_tag, delete):
    home, work = make_tag(alice, "home"), make_tag(alice, "work")
    spend(alice, "2026-03-01", "10", tags=[home, work])
    spend(alice, "2026-03-31", "5", tags=[work])
    spend(alice, "2026-03-31", "500")
    spend(alice, "2026-02-01", "99", tags=[home])
    delete(spend(alice, "2026-03-01", "99", tags=[home]))
    spend(alice, "2026-03-02", "99", tags=[work], currency="USD")

    tags = read().tags

    assert [(entry.name, entry.spent) for entry in tags] == [
        ("work", Total(Decimal(15), "EUR", 3, 1)),
        ("home", Total(Decimal(10), "EUR", 1, 0)),
    ]


def test_biggest_expenses_come_first(alice, read, spend):
    for amount in ("5", "20", "-100", "7"):
        spend(alice, "2026-03-01", amount)

    assert [line.amount for line in read().biggest] == [Decimal(20), Decimal(7), Decimal(5)]


def test_summary_page_shows_own_expenses_only(alice_client, alice, bob, today, spend):
    spend(alice, "2026-03-01", "5.25", description="Tram")

    text = shown(alice_client.get(url_of(2026, 3)))

    assert "Spent in March 2026, so far €5.25" in text
    assert "Tram" in text
    assert "secret" not in text


def test_summary_opens_categories_to_their_parts(alice_client, alice, today, spend, make_category):
    food = make_category(alice, "Food")
    spend(alice, "2026-03-01", "30", category=food)
    spend(alice, "2026-03-01", "70", category=make_category(alice, "Groceries", parent=food))

    text = shown(alice_client.get(url_of(2026, 3)))

    assert "Food 2 100.0% €100.00 Groceries 1 70.0% €70.00 Food itself 1 30.0% €30.00 Together 2 100.0% €100.00" in text


def test_empty_month_says_what_to_do(alice_client, alice, bob, today):
    text = shown(alice_client.get(url_of(2026, 3)))

    assert "Nothing spent in this month" in text
    assert "Add expense" in text


@pytest.mark.parametrize(
    "path", ["2026/0", "2026/13", "1899/12", "3000/1", "0/1", "99999999999999999999/1", "2026/111"]
)
def test_nonsense_month_is_not_found(alice_client, path):
    assert alice_client.get(f"/reports/{path}/").status_code == 404


@pytest.mark.parametrize(
    ("year", "month", "neighbours"),
    [
        (2026, 1, ["/reports/2025/12/", "/reports/2026/2/"]),
        (1900, 1, ["/reports/1900/2/"]),
        (2999, 12, ["/reports/2999/11/"]),
    ],
)
def test_summary_leads_to_its_neighbours(alice_client, year, month, neighbours):
    response = alice_client.get(url_of(year, month))

    found = [response.context["previous_url"], response.context["next_url"]]
    assert [url for url in found if url] == neighbours


def test_summary_is_only_read(alice_client):
    assert alice_client.post(url_of(2026, 3)).status_code == 405


def test_queries_do_not_grow(alice_client, alice, today, spend, make_category, make_tag):
    alice_client.get(url_of(2026, 3))
    counts = []
    for name in ("a", "b", "c"):
        spend(alice, "2026-03-01", "5", category=make_category(alice, name), tags=[make_tag(alice, name)])
        with CaptureQueriesContext(connection) as queries:
            alice_client.get(url_of(2026, 3))
        counts.append(len(queries))

    assert counts == [11] * 3
