"""Walks through the search: completed while it is typed, told where it is wrong, kept under a name, in a report."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import SavedSearch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ledger(alice, make_category, make_expense):
    food, today = make_category(alice, "Food", icon="basket2", color="green"), timezone.localdate()
    fast = make_category(alice, "Fast food", parent=food)
    make_expense(alice, description="Burger", amount="30", category=fast, date=today)
    make_expense(alice, description="Apples", amount="4", category=food, date=today)
    make_expense(alice, description="Lamp", amount="50", date=today)


@on_each_screen
def test_a_search_is_completed_and_kept(
    screen, auth_page, live_server, alice, ledger, expect_accessible, expect_no_sideways_scroll
):
    page = auth_page
    page.goto(f"{live_server.url}/expenses/")
    box = page.get_by_role("combobox", name="Search")

    box.press_sequentially("cat")
    expect(page.get_by_role("option", name="category:")).to_be_visible()
    expect_accessible(page)
    box.press("ArrowDown")
    box.press("Enter")
    box.press_sequentially("fas")
    page.get_by_role("option", name="Food: Fast food").click()
    expect(box).to_have_value('category:"Food: Fast food" ')
    expect(page.get_by_text("1 expense", exact=True)).to_be_visible()
    expect(page.get_by_text("Apples")).to_have_count(0)
    box.press_sequentially("amount>20")
    expect(page.get_by_text("amount>20")).to_be_visible()
    expect_no_sideways_scroll(page)

    page.get_by_role("link", name="Save search").click()
    page.get_by_label("Name").fill("Big bites")
    expect_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Big bites")).to_have_attribute("aria-current", "true")
    saved = SavedSearch.objects.for_user(alice).get()
    assert (saved.name, saved.query) == ("Big bites", 'category:"Food: Fast food" amount>20')


@on_each_screen
def test_a_wrong_search_is_marked_and_the_list_stays(
    screen, auth_page, live_server, ledger, expect_accessible, expect_no_sideways_scroll
):
    page = auth_page
    page.goto(f"{live_server.url}/expenses/")
    box = page.get_by_role("combobox", name="Search")

    box.fill("categry:food")

    expect(page.locator("mark")).to_have_text("categry")
    expect(page.get_by_text("Did you mean category:?")).to_be_visible()
    expect(page.get_by_text("Lamp")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("link", name="instead").click()
    expect(page.locator("mark")).to_have_count(0)
    expect(page.get_by_text("2 expenses", exact=True)).to_be_visible()
    expect(page.get_by_text("Lamp")).to_have_count(0)


@on_each_screen
def test_a_kept_search_narrows_the_dashboard(
    screen, auth_page, live_server, alice, ledger, expect_accessible, expect_no_sideways_scroll
):
    SavedSearch.objects.create(owner=alice, name="Eating", query="category:food")
    page = auth_page
    page.goto(live_server.url)

    page.get_by_role("link", name="Eating").click()

    expect(page.get_by_label("Search", exact=True)).to_have_value("category:food")
    expect(page.locator(".hero")).to_contain_text("€34.00")
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".hero")).to_contain_text("€84.00")


@on_each_screen
def test_a_kept_search_is_changed_and_deleted(screen, auth_page, live_server, alice, ledger, expect_accessible):
    SavedSearch.objects.create(owner=alice, name="Eating", query="category:food")
    page = auth_page
    page.goto(f"{live_server.url}/searches/")
    expect_accessible(page)

    page.get_by_role("link", name="Eating").click()
    page.get_by_label("Search").fill("category:fod")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("mark")).to_have_text("fod")
    page.get_by_label("Search").fill("lamp")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Apples")).to_have_count(0)

    page.get_by_role("link", name="Manage").click()
    page.get_by_label("More for Eating").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete search").click()
    expect(page.get_by_text("No saved searches yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Eating")).to_be_visible()
