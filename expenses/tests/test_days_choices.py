"""The days that the list offers, which follow a person's payday. Today is 14 March 2026."""

import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.models import User
from expenses.categories.overview import CategoryOverview
from expenses.ledger_page import LedgerPage
from expenses.record_kinds import EXPENSE

LIST = "/expenses/"


@pytest.fixture
def payday(alice):
    User.objects.filter(pk=alice.pk).update(month_start_day=25, year_start_month=4, first_day_of_week=6)
    alice.refresh_from_db()
    return alice


def offered(user, query=""):
    return {days.name: days.url for days in LedgerPage(user, EXPENSE, QueryDict(query)).days_choices}


def test_list_offers_days_by_the_persons_calendar(payday, bob, today):
    assert offered(payday) == {
        "This week": f"{LIST}?date_from=2026-03-08&date_to=2026-03-14",
        "This month": f"{LIST}?date_from=2026-02-25&date_to=2026-03-24",
        "Last month": f"{LIST}?date_from=2026-01-25&date_to=2026-02-24",
        "Last 30 days": f"{LIST}?date_from=2026-02-13&date_to=2026-03-14",
        "Last 3 months": f"{LIST}?date_from=2025-12-25&date_to=2026-03-24",
        "This year": f"{LIST}?date_from=2025-03-25&date_to=2026-03-24",
        "Last year": f"{LIST}?date_from=2024-03-25&date_to=2025-03-24",
    }
    assert offered(bob)["This month"] == f"{LIST}?date_from=2026-03-01&date_to=2026-03-31"


def test_offered_days_keep_what_else_the_list_is_narrowed_to(alice, today):
    url = offered(alice, "q=tea&date_from=2020-01-01&currency=EUR")["This month"]

    assert url == f"{LIST}?q=tea&currency=EUR&date_from=2026-03-01&date_to=2026-03-31"


def test_list_page_leads_to_the_offered_days(alice_client, payday, today, make_expense):
    for day, words in (("2026-02-24", "Before payday"), ("2026-02-25", "On payday"), ("2026-03-24", "Last day")):
        make_expense(payday, date=datetime.date.fromisoformat(day), description=words)

    page = alice_client.get(LIST).content.decode()
    shown = alice_client.get(offered(payday)["This month"]).content.decode()

    assert 'href="/expenses/?date_from=2026-02-25&amp;date_to=2026-03-24"' in page
    assert [words in shown for words in ("Before payday", "On payday", "Last day")] == [False, True, True]


def test_categories_sum_the_persons_year(alice_client, payday, today, make_expense, make_category):
    food = make_category(payday, "Food")
    for day, amount in (("2025-03-24", "1"), ("2025-03-25", "10"), ("2026-03-14", "100")):
        make_expense(payday, date=datetime.date.fromisoformat(day), amount=amount, category=food)

    overview = CategoryOverview(payday, EXPENSE, today=today)

    assert [row.sum.amount for row in overview.rows if row.category == food] == [Decimal(110)]
    assert "on each in 2025/26." in alice_client.get("/categories/").content.decode()
