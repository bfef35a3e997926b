"""Walks through a statement: brought, matched with a wallet, checked, imported and undone."""

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.imports.tests.files import BOOKINGS, csv, import_whole, ofx
from expenses.models import Expense

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
    auth_page.get_by_role("button", name="Skip", exact=True).click()
    auth_page.get_by_role("button", name="Import 3 rows").click()

    expect(auth_page.get_by_text("3 rows imported")).to_be_visible()
    assert sorted(Expense.objects.for_user(alice).values_list("description", flat=True)) == ["Bread", "Coffee Corner"]

    auth_page.get_by_role("main").get_by_role("button", name="Undo").first.click()

    expect(auth_page.get_by_role("main").get_by_text("Undone").first).to_be_visible()
    assert Expense.objects.for_user(alice).count() == 0
