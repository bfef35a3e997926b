"""Walks through recurring payments: one planned by its form, one that waits and is booked; and how the pages look."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import Expense, RecurringPayment
from expenses.recurring.saving import add_plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rent(alice):
    """A rent that was due yesterday, and waits."""
    due = timezone.localdate() - datetime.timedelta(days=1)
    plan = RecurringPayment(
        owner=alice, description="Rent of a flat with a name that is rather long", amount=Decimal(800), currency="EUR",
        rule="FREQ=WEEKLY;INTERVAL=2", starts_on=due, books_from=due,
    )  # fmt: skip
    add_plan(plan, [], owner=alice, actor=alice)
    return plan


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, rent, expect_accessible, expect_no_sideways_scroll
):
    own = [f"/recurring/{rent.pk}/{name}" for name in ("", "edit/", "delete/", f"{rent.starts_on.isoformat()}/")]
    for path in ["/recurring/", "/recurring/new/", *own]:
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


def test_the_form_asks_what_it_must_know_and_shows_the_days(auth_page, live_server, alice):
    auth_page.goto(f"{live_server.url}/recurring/new/")
    expect(auth_page.get_by_label("Days of the month")).to_be_hidden()
    auth_page.get_by_label("Description").fill("Piano lessons")
    auth_page.get_by_label("Amount", exact=False).first.fill("45")
    auth_page.get_by_label("Unit").select_option("WEEKLY")
    auth_page.get_by_label("Every").fill("2")
    auth_page.get_by_label("Fri").check()
    expect(auth_page.get_by_text("Every 2 weeks on Friday")).to_be_visible()

    auth_page.get_by_role("button", name="Add", exact=True).click()

    expect(auth_page.get_by_role("heading", name="Piano lessons")).to_be_visible()
    assert RecurringPayment.objects.for_user(alice).get().rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"


def test_what_waits_is_booked_at_a_press_and_taken_back(auth_page, live_server, alice, rent):
    auth_page.goto(f"{live_server.url}/recurring/")

    auth_page.get_by_role("button", name="Book Rent").click()
    expect(auth_page.get_by_text("Booked “Rent")).to_be_visible()
    assert Expense.objects.for_user(alice).get().date == rent.starts_on
    auth_page.get_by_role("button", name="Undo").click()

    expect(auth_page.get_by_role("button", name="Book Rent")).to_be_visible()
    assert Expense.objects.for_user(alice).count() == 0
