import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.categories.models import Category
from expenses.periods import Month
from expenses.tests.pages import chart_of, shown
from expenses.totals import Total
from reports.cash_flow import CashFlow, income_by_day, sources_of

MARCH = Month.of(datetime.date(2026, 3, 1))


@pytest.fixture(autouse=True)
def on_that_day(today):
    """Let it be 14 March 2026."""


def flow(income: str, spent: str, count: int = 1) -> CashFlow:
    return CashFlow(Total(Decimal(income), "EUR", count, 0), Total(Decimal(spent), "EUR", 1, 0))


@pytest.mark.parametrize(
    ("income", "spent", "net", "saved"),
    [
        ("2000", "1500", "500", 250),
        ("1000", "1500", "-500", -500),
        ("3000", "1000", "2000", 667),
        ("1000", "-200", "1200", 1200),
        ("0", "10", "-10", None),
        ("-5", "10", "-15", None),
    ],
)
def test_savings_rate_is_what_is_left_of_what_came_in(income, spent, net, saved):
    assert (flow(income, spent).net, flow(income, spent).saved_per_mille) == (Decimal(net), saved)


def test_income_of_a_period_is_summed_by_day_without_what_was_deleted(alice, bob, make_income, alice_client):
    make_income(alice, date="2026-03-01", amount="2000")
    make_income(alice, date="2026-03-01", amount="-50")
    make_income(alice, date="2026-03-31", amount="1", currency="USD")
    make_income(alice, date="2026-04-01", amount="7")
    make_income(bob, date="2026-03-01", amount="9")
    deleted = make_income(alice, date="2026-03-02", amount="500")
    alice_client.post(reverse("expenses:income-delete", args=[deleted.pk]))

    days = income_by_day(alice, MARCH)

    assert days.within(MARCH).total("EUR") == Total(Decimal(1950), "EUR", 3, 1)


def test_sources_are_the_categories_with_the_largest_first(alice, make_income, make_category):
    salary = make_category(alice, "Salary", kind=Category.Kind.INCOME)
    make_income(alice, date="2026-03-01", amount="2000", category=salary)
    make_income(alice, date="2026-03-02", amount="3")

    found = [(source.name, source.income.amount) for source in sources_of(alice, MARCH)]

    assert found == [("Salary", 2000), ("Uncategorised", 3)]


def test_no_income_is_one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert sources_of(alice, MARCH) == []


def test_dashboard_says_what_came_in_and_what_is_left(alice_client, alice, make_income, spend):
    make_income(alice, date="2026-03-01", amount="2000")
    spend(alice, "2026-03-10", "500")

    response = alice_client.get(reverse("reports:dashboard"))

    text = shown(response)
    assert "Income €2,000.00" in text
    assert "Cash flow €1,500.00" in text
    assert "Savings rate 75.0%" in text
    assert [series["label"] for series in chart_of(response, "trend")["series"]] == ["Spent", "Income"]


def test_dashboard_of_who_records_no_income_is_silent_about_it(alice_client, alice, spend):
    spend(alice, "2026-03-10", "500")

    response = alice_client.get(reverse("reports:dashboard"))

    assert "Cash flow" not in shown(response)
    assert [series["label"] for series in chart_of(response, "trend")["series"]] == ["Spent"]


def test_month_report_says_where_it_came_from(alice_client, alice, make_income, make_category, spend):
    salary = make_category(alice, "Salary", kind=Category.Kind.INCOME)
    make_income(alice, date="2026-03-01", amount="2000", category=salary)
    spend(alice, "2026-03-10", "2500")

    response = alice_client.get(reverse("reports:month", args=[2026, 3]))

    text = shown(response)
    assert "Cash flow -€500.00 More went out than came in" in text
    assert "Where it came from All Category Income Salary €2,000.00" in text
    link = f"{reverse('expenses:income-list')}?date_from=2026-03-01&amp;date_to=2026-03-31&amp;category={salary.pk}"
    assert link in response.content.decode()


def test_year_report_has_the_cash_flow_of_each_month(alice_client, alice, make_income, spend):
    make_income(alice, date="2026-01-31", amount="2000")
    spend(alice, "2026-01-10", "500")
    spend(alice, "2026-02-10", "300")

    text = shown(alice_client.get(reverse("reports:year", args=[2026])))

    assert "January 1 €500.00 €2,000.00 €1,500.00" in text
    assert "February 1 €300.00 €0.00 -€300.00" in text
    assert "Together 2 €800.00 €2,000.00 €1,200.00" in text
