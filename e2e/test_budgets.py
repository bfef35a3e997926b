"""Walks through budgets: one taken from what is usual, money moved, a month that is kept; and how the pages look."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import Budget, BudgetChange
from expenses.periods import Month

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def history(alice, make_category, make_expense):
    """Half a year of food and fun, and what was spent this month."""
    food = make_category(alice, "Food of a name that is rather long for a phone")
    fun = make_category(alice, "Fun")
    month = Month.of(timezone.localdate())
    for ago in range(7):
        for category, amount in ((food, "300"), (fun, "80")):
            make_expense(alice, date=month.back(ago).start, amount=amount, category=category)
    return food, fun


@pytest.fixture
def budgets(alice, history):
    starts_on = Month.of(timezone.localdate()).back(3).start
    fields = {"owner": alice, "currency": "EUR", "starts_on": starts_on}
    return [
        Budget.objects.create(category=history[0], amount=Decimal(250), carries_overspent=True, **fields),
        Budget.objects.create(category=history[1], amount=Decimal(100), carries_left=True, **fields),
        Budget.objects.create(amount=Decimal(1000), **fields),
        Budget.objects.create(amount=Decimal(9000), rhythm="quarter", **fields),
    ]


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, budgets, expect_accessible, expect_no_sideways_scroll
):
    own = [f"/budgets/{budgets[0].pk}/{name}" for name in ("", "edit/", "delete/", "move/", "period/")]
    for path in ["/budgets/", "/budgets/new/", "/budgets/suggestions/", "/", *own]:
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


@on_each_screen
def test_a_suggested_budget_is_taken_and_tried(screen, auth_page, live_server, alice, history):
    auth_page.goto(f"{live_server.url}/budgets/")
    auth_page.get_by_role("link", name="See what fits you").click()
    auth_page.get_by_role("button", name="Take this budget for Fun").click()

    expect(auth_page.get_by_text("Added the budget “Fun”.")).to_be_visible()
    auth_page.get_by_role("link", name="Another amount for Food").click()
    expect(auth_page.get_by_label("Amount in EUR")).to_have_value("300")
    auth_page.get_by_label("Amount in EUR").fill("299")
    auth_page.get_by_role("button", name="Try it on the past").click()
    expect(auth_page.get_by_text("would have held in 0 of the last 6 periods")).to_be_visible()
    auth_page.get_by_role("button", name="Add budget").click()

    expect(auth_page.locator("[data-budget]")).to_have_count(2)
    assert sorted(Budget.objects.for_user(alice).values_list("amount", flat=True)) == [80, 299]


@on_each_screen
def test_money_moves_from_one_budget_to_another_and_back(screen, auth_page, live_server, alice, budgets):
    auth_page.goto(f"{live_server.url}/budgets/")
    auth_page.get_by_role("button", name="More for Fun").click()
    auth_page.get_by_role("link", name="Move money").click()
    auth_page.get_by_label("Amount in EUR").fill("20")
    auth_page.get_by_label("To", exact=False).nth(0).select_option(index=1)
    auth_page.get_by_role("button", name="Move").click()

    expect(auth_page.get_by_text("€80.00 this month alone, usually €100.00.")).to_be_visible()
    auth_page.get_by_role("button", name="Undo").click()
    expect(auth_page.get_by_text("Undone: 2 records as before.")).to_be_visible()
    assert not BudgetChange.objects.for_user(alice).exists()


@on_each_screen
def test_one_month_is_changed_without_the_next(screen, auth_page, live_server, budgets):
    auth_page.goto(f"{live_server.url}/budgets/{budgets[1].pk}/period/")
    auth_page.get_by_label("Amount in EUR").fill("55")
    auth_page.get_by_role("button", name="Save").click()

    expect(auth_page.get_by_text("€55.00 this month alone, usually €100.00.")).to_be_visible()
    auth_page.get_by_role("link", name="The month after").click()
    expect(auth_page.get_by_text("€55.00 this month alone")).to_have_count(0)
