"""Walks through a split, a refund and a payment that is spread, on a phone and a desktop."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.splits.recounting import parts_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(alice, make_category, make_expense):
    food = make_category(alice, "Food", icon="basket2", color="green")
    make_category(alice, "Home", icon="house-door", color="blue")
    return make_expense(alice, description="Supermarket", amount="30", category=food, date=timezone.localdate())


@on_each_screen
def test_a_payment_is_split_with_what_is_left_in_sight(
    screen, auth_page, live_server, shop, expect_accessible, expect_no_sideways_scroll
):
    page = auth_page
    page.goto(f"{live_server.url}{shop.get_absolute_url()}")
    page.get_by_role("link", name="Split", exact=True).click()
    expect(page.get_by_text("Left to split: €30.00")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)

    page.get_by_label("Amount of part 1").fill("20.50")
    expect(page.get_by_text("Left to split: €9.50")).to_be_visible()
    page.get_by_label("Category of part 2").select_option("Home")
    page.get_by_label("Amount of part 2").fill("9.50")
    expect(page.get_by_text("Nothing is left to split.")).to_be_visible()
    page.get_by_role("button", name="Save the split").click()

    expect(page.get_by_role("heading", name="Split over 2 parts")).to_be_visible()
    shop.refresh_from_db()
    assert [part.amount for part in parts_of(shop)] == [Decimal("20.5"), Decimal("9.5")]
    page.goto(f"{live_server.url}/expenses/")
    expect(page.get_by_text("Split over 2 categories")).to_be_visible()


@on_each_screen
def test_parts_are_added_and_share_evenly(screen, auth_page, live_server, shop):
    page = auth_page
    page.goto(f"{live_server.url}{shop.get_absolute_url()}split/")
    before = page.locator(".split-row").count()

    page.get_by_role("button", name="Add a part").click()
    expect(page.locator(".split-row")).to_have_count(before + 1)
    page.get_by_label(f"Category of part {before + 1}").select_option("Home")
    page.get_by_role("button", name="Share evenly").click()

    expect(page.get_by_label("Amount of part 1")).to_have_value("15.00")
    expect(page.get_by_label(f"Amount of part {before + 1}")).to_have_value("15.00")


@on_each_screen
def test_a_refund_is_recorded_from_the_menu_of_a_row(
    screen, auth_page, live_server, shop, expect_accessible, expect_no_sideways_scroll
):
    page = auth_page
    page.goto(f"{live_server.url}/expenses/")
    page.get_by_label("Menu of Supermarket").click()
    page.get_by_role("link", name="Refund").click()
    expect(page.get_by_label("What came back")).to_have_value("30.00")
    expect_accessible(page)
    expect_no_sideways_scroll(page)

    page.get_by_label("What came back").fill("40")
    page.get_by_role("button", name="Record the refund").click()
    expect(page.get_by_text("Only €30.00 of this expense is left to refund.")).to_be_visible()
    page.get_by_label("What came back").fill("10")
    page.get_by_role("button", name="Record the refund").click()

    expect(page.get_by_text("Net cost")).to_be_visible()
    expect(page.get_by_text("€20.00")).to_be_visible()


@on_each_screen
def test_a_spread_payment_shows_what_counts_when_and_switches_reports(
    screen, auth_page, live_server, shop, alice, expect_accessible, expect_no_sideways_scroll
):
    page = auth_page
    page.goto(f"{live_server.url}{shop.get_absolute_url()}spread/")
    page.get_by_label("Over how many months").fill("3")
    page.get_by_label("Over how many months").blur()
    expect(page.locator(".instalments > li")).to_have_count(3)
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="Spread it", exact=True).click()
    expect(page.get_by_text("Over 3 months, ")).to_be_visible()

    today = timezone.localdate()
    page.goto(f"{live_server.url}/reports/{today:%Y}/{today.month}/")
    page.get_by_role("link", name="As spread").click()

    expect(page).to_have_url(f"{live_server.url}/reports/{today:%Y}/{today.month}/?basis=spread")
    expect(page.get_by_text("€10.00").first).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)
