"""Walks through the list of expenses and the form of one, as a person with a mouse, a phone or only keys uses them."""

import datetime
import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.bulk_insert import NewRecord, insert_records
from expenses.categories.starter import create_starter_categories
from expenses.models import Expense

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.date(2026, 3, 14)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2


@pytest.fixture
def ledger(alice, make_category, make_tag, make_expense):
    food, work = make_category(alice, "Food", icon="basket2", color="green"), make_tag(alice, "work")
    make_expense(alice, description="Coffee", amount="3.40", category=food)
    make_expense(alice, description="Lunch", amount="12.50", category=food, tags=[work])
    make_expense(alice, description="Udon", amount="900", currency="JPY", date=DAY - datetime.timedelta(days=1))
    make_expense(alice, description=LONG, amount="-99999999999.99", date=DAY - datetime.timedelta(days=2))
    return alice


@pytest.fixture
def list_page(auth_page, live_server, ledger):
    auth_page.goto(f"{live_server.url}/expenses/")
    return auth_page


def row(page, description: str):
    return page.locator(".entry").filter(has_text=description)


def live(owner) -> list[str]:
    return sorted(Expense.objects.for_user(owner).values_list("description", flat=True))


PAGES = ["/expenses/", "/expenses/?q=lunch&category=none&amount_min=x", "/expenses/new/", "/expenses/deleted/"]


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, list_page, live_server, ledger, expect_accessible, expect_no_sideways_scroll
):
    own = [f"/expenses/{Expense.objects.for_user(ledger).first().pk}/{name}" for name in ("", "edit/", "delete/")]
    for path in [*PAGES, *own]:
        list_page.goto(live_server.url + path)
        expect_accessible(list_page)
        expect_no_sideways_scroll(list_page)


def test_pages_fit_a_screen_of_320_pixels(list_page, live_server, ledger, expect_no_sideways_scroll):
    list_page.set_viewport_size({"width": 320, "height": 640})
    expense = Expense.objects.for_user(ledger).get(description=LONG)
    for path in [*PAGES, f"/expenses/{expense.pk}/", f"/expenses/{expense.pk}/edit/"]:
        list_page.goto(live_server.url + path)
        expect_no_sideways_scroll(list_page)


@on_each_screen
def test_open_filters_menus_and_bars_are_accessible(screen, list_page, expect_accessible, expect_no_sideways_scroll):
    list_page.get_by_text("Filter", exact=True).click()
    expect_accessible(list_page)
    list_page.keyboard.press("Escape")
    row(list_page, "Lunch").get_by_role("checkbox").check()
    list_page.locator("#bulk").get_by_text("Tags", exact=True).click()
    expect_accessible(list_page)
    expect_no_sideways_scroll(list_page)


def test_sum_is_worked_out_while_it_is_typed(auth_page, live_server):
    auth_page.goto(f"{live_server.url}/expenses/new/")

    auth_page.get_by_label("Amount").fill("12.50+3*2")

    expect(auth_page.get_by_text("= €18.50")).to_be_visible()


def test_description_completes_and_brings_what_is_usual(list_page, live_server, ledger):
    list_page.goto(f"{live_server.url}/expenses/new/")
    list_page.get_by_label("Description").press_sequentially("lun")
    list_page.get_by_role("option", name="Lunch").wait_for()
    list_page.keyboard.press("ArrowDown")
    list_page.keyboard.press("Enter")

    expect(list_page.get_by_label("Description")).to_have_value("Lunch")
    expect(list_page.get_by_role("combobox", name="Category")).to_have_value("Food")
    expect(list_page.get_by_label("Tags")).to_have_value("work")


@on_each_screen
def test_mistakes_stand_beside_their_fields(screen, auth_page, live_server, expect_accessible):
    auth_page.goto(f"{live_server.url}/expenses/new/")
    auth_page.get_by_label("Tags").fill("x" * 60)
    auth_page.get_by_role("combobox", name="Category").fill("a:b:c:d:e:f")
    auth_page.get_by_role("button", name="Add", exact=True).click()

    expect(auth_page.get_by_label("Amount")).to_be_focused()
    for sentence in ("Enter an amount", "Say what it was for", "Categories go 5 levels deep", "A tag has at most 50"):
        expect(auth_page.get_by_text(sentence).first).to_be_visible()
    expect(auth_page.get_by_role("combobox", name="Category")).to_have_value("a:b:c:d:e:f")
    expect_accessible(auth_page)


def test_category_is_typed_into_being(list_page, live_server, ledger):
    list_page.goto(f"{live_server.url}/expenses/new/")
    list_page.get_by_label("Amount").fill("5")
    list_page.get_by_label("Description").fill("Miso")
    category = list_page.get_by_role("combobox", name="Category")
    category.fill("Food: Soup")
    expect(list_page.get_by_role("option", name="Food: Soup")).to_contain_text("New category")
    category.press("Tab")
    list_page.get_by_role("button", name="Add", exact=True).click()

    expect(row(list_page, "Miso")).to_contain_text("Food: Soup")


def test_category_chosen_once_can_be_taken_away(list_page, live_server, ledger):
    expense = Expense.objects.for_user(ledger).get(description="Lunch")
    list_page.goto(f"{live_server.url}/expenses/{expense.pk}/edit/")
    category = list_page.get_by_role("combobox", name="Category")
    expect(category).to_have_value("Food")

    category.fill("")
    list_page.get_by_role("button", name="Save").click()

    expect(row(list_page, "Lunch")).to_contain_text("No category")


def test_one_line_adds(list_page):
    list_page.get_by_label("Expense in one line").fill("4.20 tea @food yesterday")
    list_page.keyboard.press("Enter")

    expect(list_page.get_by_text("Added “tea”, €4.20.")).to_be_visible()


def test_list_follows_the_search_and_the_address_follows_the_list(list_page, live_server):
    list_page.keyboard.press("/")
    list_page.keyboard.type("lunch")

    expect(list_page).to_have_url(f"{live_server.url}/expenses/?q=lunch")
    expect(list_page.locator(".entry")).to_have_count(1)
    expect(list_page.get_by_label("Search", exact=True)).to_be_focused()

    list_page.get_by_role("link", name="Remove filter “lunch”").click()

    expect(list_page).to_have_url(f"{live_server.url}/expenses/")
    expect(list_page.locator(".entry")).to_have_count(4)
    expect(list_page.get_by_label("Search", exact=True)).to_have_value("")

    list_page.go_back()

    expect(list_page.locator(".entry")).to_have_count(1)


def test_deleted_row_goes_and_comes_back(list_page, ledger):
    row(list_page, "Coffee").get_by_role("button", name="Menu of Coffee").click()
    row(list_page, "Coffee").get_by_role("link", name="Delete").click()

    expect(row(list_page, "Coffee")).to_have_count(0)
    expect(list_page.locator("#day-2026-03-14")).to_contain_text("€12.50")
    assert "Coffee" not in live(ledger)

    list_page.get_by_role("button", name="Undo").click()

    expect(row(list_page, "Coffee")).to_be_visible()
    assert "Coffee" in live(ledger)


def test_selected_rows_show_their_sum_and_change_together(list_page, ledger):
    for description in ("Coffee", "Lunch", "Udon"):
        row(list_page, description).get_by_role("checkbox").check()
    expect(list_page.locator(".bulk-count")).to_contain_text("3 selected")
    expect(list_page.locator(".bulk-count")).to_contain_text("€15.90 + 1 with no rate")

    list_page.locator("#bulk").get_by_text("Tags", exact=True).click()
    list_page.get_by_label("Tags, with commas between them").fill("trip")
    list_page.get_by_role("button", name="Add", exact=True).locator("visible=true").last.click()

    expect(list_page.get_by_text("Added #trip to 3 expenses.")).to_be_visible()
    expect(row(list_page, "Udon")).to_contain_text("#trip")


def test_all_that_match_are_deleted_and_had_back(list_page, ledger):
    row(list_page, "Lunch").get_by_role("checkbox").check()
    list_page.get_by_label("All 4 that match").check()
    expect(list_page.locator(".bulk-count")).to_contain_text("4 selected")
    list_page.locator("#bulk").get_by_role("button", name="Delete").click()

    expect(list_page.get_by_text("No expenses yet")).to_be_visible()
    assert live(ledger) == []

    list_page.reload()
    list_page.goto(re.sub(r"/expenses/.*", "/expenses/deleted/", list_page.url))
    list_page.get_by_role("button", name="Restore").click()

    expect(list_page.get_by_text("Brought back 4 records.")).to_be_visible()
    assert len(live(ledger)) == 4


def test_keys_move_select_and_edit(list_page):
    list_page.keyboard.press("j")
    list_page.keyboard.press("j")
    list_page.keyboard.press("x")
    expect(list_page.locator(".bulk-count")).to_contain_text("1 selected")

    list_page.keyboard.press("e")

    expect(list_page).to_have_url(re.compile(r"/expenses/\d+/edit/$"))


def test_show_more_appends(auth_page, live_server, alice):
    rows = [NewRecord(DAY, "1", "EUR", "1", f"Row {n}", None, "") for n in range(120)]
    with transaction.atomic():
        insert_records(rows, owner=alice)
    auth_page.goto(f"{live_server.url}/expenses/")

    auth_page.get_by_role("link", name="Show more").click()
    expect(auth_page.locator(".entry")).to_have_count(100)
    auth_page.get_by_role("link", name="Show more").click()
    expect(auth_page.locator(".entry")).to_have_count(120)

    expect(auth_page.get_by_role("link", name="Show more")).to_have_count(0)
    expect(auth_page.locator(".day-head")).to_have_count(1)


def test_everything_works_without_scripts(new_context, alice_client, live_server, ledger):
    context = new_context(java_script_enabled=False)
    session = {"name": "sessionid", "value": alice_client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    create_starter_categories(ledger)

    page.goto(f"{live_server.url}/expenses/new/")
    page.get_by_label("Amount").fill("5")
    page.get_by_label("Description").fill("Plain")
    page.get_by_label("Category", exact=True).select_option(label="Transport")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(row(page, "Plain")).to_contain_text("Transport")

    row(page, "Plain").get_by_role("checkbox").check()
    page.locator("#bulk").get_by_role("button", name="Delete").click()
    expect(row(page, "Plain")).to_have_count(0)

    page.get_by_label("Search", exact=True).fill("udon")
    page.keyboard.press("Enter")
    expect(page.locator(".entry")).to_have_count(1)
