"""A walk from what looks recurring to the calendar and its address; and how these pages look."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import Occurrence, RecurringPayment
from expenses.periods import Month
from expenses.recurring.feed import switch_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bills(alice, make_expense):
    """Four months of two bills, each on the first of the month, the last of them in this one."""
    month = Month.of(timezone.localdate())
    for ago in range(4):
        for description, amount in (("Streaming of a name that is rather long for a phone", "12.99"), ("Gym", "30")):
            make_expense(alice, date=month.back(ago).start, amount=amount, description=description)


@pytest.fixture
def plans(alice, make_expense):
    """Payments of this month: overdue or due, recorded already, skipped, coming in; and the address of the calendar."""
    today = timezone.localdate()
    start = today.replace(day=1)
    for day, kind, description in (
        (1, "expense", "Rent of a flat with a rather long description"),
        (today.day, "income", "Salary"),
        (28, "expense", "Gym"),
    ):
        first = start + datetime.timedelta(days=day - 1)
        plan = RecurringPayment.objects.create(
            owner=alice, kind=kind, description=description, amount=Decimal("1234.56"), currency="EUR",
            rule=f"FREQ=MONTHLY;BYMONTHDAY={min(day, 28)}", starts_on=first, books_from=first, next_on=first,
        )  # fmt: skip
    Occurrence.objects.create(owner=alice, recurring=plan, due_on=plan.starts_on, status="skipped")
    make_expense(alice, date=start, amount="1234.56", description="Rent of a flat, by a statement of the bank")
    switch_on(alice)


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, bills, plans, expect_accessible, expect_no_sideways_scroll
):
    for path in ("/recurring/", "/recurring/found/", "/recurring/calendar/", "/"):
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


@on_each_screen
def test_what_looks_recurring_is_added_and_stands_in_the_calendar(screen, auth_page, live_server, bills):
    auth_page.goto(f"{live_server.url}/recurring/")
    auth_page.get_by_role("button", name="Gym is not recurring").click()
    expect(auth_page.get_by_text("“Gym” is offered no more.")).to_be_visible()
    auth_page.get_by_role("button", name="Add Streaming").click()

    expect(auth_page.get_by_text("You are asked before each is booked.")).to_be_visible()
    expect(auth_page.get_by_text("Looks recurring")).to_have_count(0)
    auth_page.get_by_role("link", name="Calendar").click()
    expect(auth_page.get_by_role("link", name="Streaming")).to_contain_text("Booked")
    auth_page.keyboard.press("]")
    expect(auth_page.get_by_role("link", name="Streaming")).to_contain_text("Due")
    auth_page.get_by_role("button", name="Make an address").click()
    address = auth_page.get_by_label("Secret address").input_value()
    assert auth_page.request.get(address).text().startswith("BEGIN:VCALENDAR")
