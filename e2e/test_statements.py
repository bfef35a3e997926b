"""Walks through a statement: brought, matched with a wallet, checked, imported and undone."""

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.imports.tests.files import BOOKINGS, csv, import_whole, ofx
from expenses.imports.tests.test_together import BUDGET
from expenses.models import Expense, Wallet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def bring(page, server, content, name):
    page.goto(f"{server.url}/imports/new/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Check the file").click()


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, alice_client, wallet, expect_accessible, expect_no_sideways_scroll
):
    done = import_whole(alice_client, ofx(), wallet)
    bring(auth_page, live_server, csv(), "a table with a long name of the file that goes on.csv")
    expect_accessible(auth_page)
    expect_no_sideways_scroll(auth_page)
    auth_page.get_by_role("button", name="Check the rows").click()
    for path in ("?show=new", "?show=duplicate", "?show=wrong"):
        auth_page.goto(f"{auth_page.url.split('?')[0]}{path}")
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)
    auth_page.goto(f"{live_server.url}{done.get_absolute_url()}")
    expect_accessible(auth_page)
    expect_no_sideways_scroll(auth_page)
    auth_page.goto(f"{live_server.url}/imports/")
    expect_accessible(auth_page)


@on_each_screen
def test_a_statement_is_brought_changed_imported_and_undone(screen, auth_page, live_server, alice, wallet):
    bring(auth_page, live_server, ofx((*BOOKINGS, ("20260309", "-7.00", "Bakery", "A4"))), "march.ofx")
    auth_page.get_by_label("Wallet").select_option(label="Giro (EUR)")
    auth_page.get_by_role("button", name="Check the rows").click()
    auth_page.get_by_role("link", name="Change Bakery").click()
    auth_page.get_by_label("Description").fill("Bread")
    auth_page.get_by_role("button", name="Keep").click()
    auth_page.get_by_label("Choose Coffee Corner").first.check()
    auth_page.get_by_role("button", name="Skip them").click()
    auth_page.get_by_role("button", name="Import 3 rows").click()

    expect(auth_page.get_by_text("3 rows imported")).to_be_visible()
    assert sorted(Expense.objects.for_user(alice).values_list("description", flat=True)) == ["Bread", "Coffee Corner"]

    auth_page.get_by_role("main").get_by_role("button", name="Undo").first.click()

    expect(auth_page.get_by_role("main").get_by_text("Undone").first).to_be_visible()
    assert Expense.objects.for_user(alice).count() == 0


def test_several_files_are_brought_and_a_wrong_row_is_put_right_in_its_place(auth_page, live_server, alice, wallet):
    table = csv((("20260302", "-3.20", "Coffee", ""), ("20260305", "-9.00", "Market", "")))
    wrong = table.replace(b"2026-03-02;Coffee", b"2026-03-01;Tea;-1.00\n31.13.2026;Bakery;-7.00\n2026-03-02;Coffee")
    files = [("one.csv", wrong), ("two.ofx", ofx()), ("scan.pdf", b"%PDF-1.7")]
    auth_page.goto(f"{live_server.url}/imports/new/")
    auth_page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
    )
    expect(auth_page.get_by_text("scan.pdf (1 kB)")).to_be_visible()
    auth_page.get_by_role("button", name="Check the file").click()
    expect(auth_page.get_by_text("Not taken in: scan.pdf")).to_be_visible()
    auth_page.get_by_role("link", name="one.csv").click()
    trial = auth_page.get_by_role("region", name="What the first rows become")
    expect(trial.get_by_text("money out")).to_have_count(3)
    auth_page.get_by_label("Money out and in").select_option("spending")
    expect(trial.get_by_text("money in")).to_have_count(3)
    auth_page.get_by_label("Money out and in").select_option("signed")
    auth_page.get_by_label("Wallet").select_option(label="Giro (EUR)")
    auth_page.get_by_role("button", name="Check the rows").click()
    auth_page.get_by_role("link", name="Put right").click()
    auth_page.get_by_label("Date").fill("2026-03-31")
    auth_page.get_by_role("button", name="Put it right").click()
    auth_page.get_by_role("button", name="Skip Market").click()
    auth_page.get_by_role("button", name="Import 3 rows").click()

    expect(auth_page.get_by_text("3 rows imported")).to_be_visible()
    assert sorted(Expense.objects.for_user(alice).values_list("description", flat=True)) == ["Bakery", "Coffee", "Tea"]


def test_a_category_is_proposed_and_taken_by_one_press(auth_page, live_server, alice, make_category, make_expense):
    food = make_category(alice, "Food")
    for _ in range(5):
        make_expense(alice, description="Corner bakery", category=food)
    auth_page.goto(f"{live_server.url}/expenses/new/")
    auth_page.get_by_label("Amount").fill("4.20")
    auth_page.get_by_label("Description").fill("Corner bakery bread")
    auth_page.get_by_label("Description").press("Tab")
    auth_page.get_by_role("button", name="Food? As you chose before").click()
    expect(auth_page.get_by_role("combobox", name="Category")).to_have_value("Food")
    auth_page.get_by_role("button", name="Add", exact=True).click()

    expect(auth_page.get_by_text("Corner bakery bread").first).to_be_visible()
    assert Expense.objects.for_user(alice).get(description="Corner bakery bread").category == food


@on_each_screen
def test_an_export_of_another_tool_comes_in_with_its_wallets(
    screen, auth_page, live_server, alice, settings, expect_accessible, expect_no_sideways_scroll
):
    settings.ZEAL_ALLOWLIST = [{"model": "*", "field": "*"}]  # each account is claimed, checked and written by itself
    bring(auth_page, live_server, BUDGET, "budget.csv")
    expect(auth_page.get_by_text("Checking", exact=False).first).to_be_visible()
    expect_accessible(auth_page)
    expect_no_sideways_scroll(auth_page)
    auth_page.get_by_role("button", name="Use wallets of these names").click()
    expect(auth_page.get_by_text("2 statements need no look")).to_be_visible()
    auth_page.get_by_role("link", name="budget.csv, Checking").click()
    auth_page.get_by_label("Choose Rewe").check()
    auth_page.get_by_text("Category", exact=True).last.click()
    expect(auth_page.get_by_role("button", name="Set the category")).to_be_visible()
    expect_accessible(auth_page)
    auth_page.goto(f"{live_server.url}/imports/")
    auth_page.get_by_role("button", name="Import 5 rows").click()

    expect(auth_page.get_by_text("2 statements are imported.")).to_be_visible()
    assert sorted(Wallet.objects.for_user(alice).values_list("name", flat=True)) == ["Cash", "Checking", "Savings"]
