"""A walk: change many at once, come back later, and take it back from the log."""

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.bulk_change import categorise
from expenses.models import Expense

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ledger(alice, make_category, make_expense):
    food, fun = make_category(alice, "Food"), make_category(alice, "Fun")
    for description in ("Coffee", "Lunch", "Tea"):
        make_expense(alice, description=description, category=food)
    categorise(Expense.objects.for_user(alice), fun.pk, owner=alice, actor=alice)
    return alice


def categories(owner) -> list[str]:
    return sorted(Expense.objects.for_user(owner).values_list("category__name", flat=True))


@on_each_screen
def test_bulk_change_is_taken_back_after_a_reload(
    screen, auth_page, live_server, ledger, expect_accessible, expect_no_sideways_scroll
):
    page = auth_page
    page.goto(f"{live_server.url}/activity/")
    page.reload()
    expect_accessible(page)
    page.get_by_role("link", name="Gave 3 expenses the category Fun").first.click()
    expect(page.locator("ins").first).to_have_text("Fun")
    expect_accessible(page)
    expect_no_sideways_scroll(page)

    page.get_by_role("main").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone: 3 records as before.")).to_be_visible()

    assert categories(ledger) == ["Food", "Food", "Food"]


def test_later_change_is_named_and_stays_where_the_person_says_so(
    auth_page, live_server, ledger, make_category, expect_accessible
):
    page, later = auth_page, make_category(ledger, "Later")
    categorise(Expense.objects.for_user(ledger).filter(description="Tea"), later.pk, owner=ledger, actor=ledger)
    page.goto(f"{live_server.url}/activity/")

    page.get_by_role("listitem").filter(has_text="Gave 3 expenses").get_by_role("button").click()
    expect(page.get_by_role("link", name="Tea")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Keep these, undo the rest (2)").click()
    expect(page.get_by_text("1 changed since and left")).to_be_visible()

    assert categories(ledger) == ["Food", "Food", "Later"]


def test_history_opens_on_the_page_of_an_expense(auth_page, live_server, ledger, expect_accessible):
    expense = Expense.objects.for_user(ledger).get(description="Tea")
    auth_page.goto(f"{live_server.url}/expenses/{expense.pk}/")

    auth_page.get_by_text("History").click()
    expect(auth_page.locator("ins").first).to_have_text("Fun")
    expect_accessible(auth_page)
