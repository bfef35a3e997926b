"""Staff keep somebody's records, on pages that keep the strict Content-Security-Policy."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from conftest import sign_in
from expenses.models import Expense, ExpenseTag

pytestmark = pytest.mark.django_db(transaction=True)

SHEET = "owner,date,description,amount,currency,category\nalice,2026-03-14,{},12.50,EUR,{}\n"


@pytest.fixture
def bookkeeper_page(sign_in_page, make_user):
    # The database is emptied before each walk, so the group is made as the migration makes it.
    import_module("expenses.migrations.0005_bookkeeper_group").make_group(apps, None)
    bookkeeper = make_user("bookkeeper", is_staff=True)
    bookkeeper.groups.add(Group.objects.get(name="Bookkeeper"))
    return sign_in_page(sign_in(bookkeeper))


def choose(page, field, text):
    """Search for `text` in an autocomplete of the admin, and take what is found."""
    page.locator(f"{field} .select2-selection").click()
    page.keyboard.type(text)
    found = page.locator(".select2-results__option--highlighted")
    expect(found).to_have_text(text)
    found.click()


def test_a_bookkeeper_adds_an_expense_for_somebody(bookkeeper_page, live_server, alice, bob, make_category, make_tag):
    make_category(alice, "Groceries")
    make_tag(alice, "tax")
    page = bookkeeper_page
    page.goto(f"{live_server.url}/admin/expenses/expense/add/")

    choose(page, ".form-row", "alice")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Amount:", exact=True).fill("12.50")
    page.get_by_label("Description").fill("Lunch")
    choose(page, ".field-category", "Groceries")
    choose(page, "#expensetag_set-0", "tax")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert Expense.objects.for_user(alice).select_related("category").get().category.name == "Groceries"
    assert ExpenseTag.objects.for_user(alice).count() == 1


def test_a_bookkeeper_imports_and_exports(bookkeeper_page, live_server, alice, tmp_path, make_category):
    make_category(alice, "Groceries")
    page = bookkeeper_page
    sheet = tmp_path / "rows.csv"

    sheet.write_text(SHEET.format("Lunch", "Rent"))
    page.goto(f"{live_server.url}/admin/expenses/expense/import/")
    page.get_by_label("File to import").set_input_files(sheet)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("alice has no category “Rent”.")).to_be_visible()

    sheet.write_text(SHEET.format("Lunch", "Groceries"))
    page.get_by_label("File to import").set_input_files(sheet)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("ins", has_text="Lunch")).to_be_visible()
    page.get_by_role("button", name="Confirm import").click()
    expect(page.get_by_text("Import finished: 1 new")).to_be_visible()

    page.goto(f"{live_server.url}/admin/expenses/expense/export/")
    page.get_by_label("All columns").uncheck()
    page.locator("#id_expenseresource_description").check()
    page.get_by_label("Format").select_option(label="csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.path().read_text().split() == ["description", "Lunch"]
