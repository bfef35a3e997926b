"""Walks through goals and what is safe to spend: saved for, put aside, seen on the dashboard; how the pages look."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import Budget, Goal, GoalContribution

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def goal(alice, make_wallet, make_category, make_expense):
    today = timezone.localdate()
    make_wallet(alice, "Bank", opening_balance="1000")
    make_expense(alice, date=today)
    food = make_category(alice, "Food")
    begins = today - datetime.timedelta(days=60)
    Budget.objects.create(owner=alice, category=food, amount=Decimal(300), currency="EUR", starts_on=begins)
    name = "Bicycle of a name that is rather long for a phone"
    goal = Goal.objects.create(
        owner=alice, name=name, target=600, currency="EUR", starts_on=begins, due_on=today + datetime.timedelta(days=90)
    )
    GoalContribution.objects.create(owner=alice, goal=goal, date=today, amount=100, note="First")
    return goal


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, goal, expect_accessible, expect_no_sideways_scroll
):
    for path in ["/goals/", "/goals/new/", f"/goals/{goal.pk}/", "/safe-to-spend/", "/budgets/everything/"]:
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


def test_what_is_put_aside_is_not_safe_to_spend_any_more(auth_page, live_server, goal):
    auth_page.goto(live_server.url)
    safe = auth_page.locator("[data-safe-to-spend]")
    expect(safe).to_be_visible()
    before = safe.inner_text()

    auth_page.keyboard.press("g")
    auth_page.keyboard.press("g")
    auth_page.get_by_role("link", name=goal.name).click()
    auth_page.get_by_label("Amount in EUR").fill("400")
    auth_page.get_by_role("button", name="Put aside").click()

    expect(auth_page.get_by_text("Put €400.00 aside for")).to_be_visible()
    expect(auth_page.get_by_text("€500.00", exact=True).first).to_be_visible()
    auth_page.goto(live_server.url)
    expect(safe).to_be_visible()
    assert safe.inner_text() != before
