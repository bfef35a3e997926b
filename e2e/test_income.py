"""Walks through income: a salary comes in, is corrected, taken back, brought by a spreadsheet; what is left is said."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.categories.models import Category
from expenses.models import Income

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def income(alice, make_income, make_expense, make_category, make_wallet, make_tag):
    salary = make_category(alice, "Salary", kind=Category.Kind.INCOME, icon="cash-coin", color="green")
    bank = make_wallet(alice, "Bank of a rather long name")
    make_expense(alice, amount="700")
    return make_income(
        alice, amount="2400.50", description="Salary of a company with a name too long for a phone", category=salary,
        wallet=bank, wallet_amount="2400.50", tags=[make_tag(alice, "work")], notes="With the bonus",
    )  # fmt: skip


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, income, expect_accessible, expect_no_sideways_scroll
):
    own = [f"/income/{income.pk}/{name}" for name in ("", "edit/", "delete/", "duplicate/")]
    for path in ["/income/", "/income/new/", "/categories/?kind=income", "/imports/new/?kind=income", "/", *own]:
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


@on_each_screen
def test_a_salary_comes_in_and_is_corrected(screen, auth_page, live_server, alice):
    auth_page.goto(f"{live_server.url}/income/")
    auth_page.get_by_role("link", name="Add income").first.click()
    auth_page.get_by_label("Amount").fill("2000+400")
    auth_page.get_by_label("Description").fill("March")
    auth_page.get_by_role("combobox", name="Category").fill("Salary: Overtime")
    auth_page.get_by_role("combobox", name="Category").press("Tab")
    auth_page.get_by_role("button", name="Add", exact=True).click()

    expect(auth_page.get_by_text("Added “March”, €2,400.00.")).to_be_visible()
    expect(auth_page.locator("#list-sum")).to_contain_text("1 income")
    auth_page.get_by_role("link", name="March").click()
    auth_page.get_by_role("link", name="Edit").click()
    auth_page.get_by_label("Amount").fill("2500")
    auth_page.get_by_role("button", name="Save").click()

    expect(auth_page.locator("#list-sum")).to_contain_text("€2,500.00")
    category = Income.objects.for_user(alice).get().category
    assert (category.name, category.kind) == ("Overtime", "income")
    auth_page.get_by_role("button", name="Undo").click()
    expect(auth_page.get_by_text("Undone: 1 record as before.")).to_be_visible()
    assert Income.objects.for_user(alice).get().amount == Decimal(2400)


@on_each_screen
def test_the_list_is_searched_and_a_row_goes_and_comes_back(screen, auth_page, live_server, income, make_income):
    make_income(income.owner, description="Interest", amount="3")
    auth_page.goto(f"{live_server.url}/income/")

    auth_page.get_by_role("combobox", name="Search").or_(auth_page.get_by_role("searchbox")).first.fill("inter")
    expect(auth_page.locator("#list-sum")).to_contain_text("1 income")
    auth_page.get_by_role("button", name="Menu of Interest").click()
    auth_page.get_by_role("link", name="Delete").click()
    expect(auth_page.get_by_text("Deleted “Interest”.")).to_be_visible()
    auth_page.get_by_role("button", name="Undo").click()

    expect(auth_page.get_by_role("link", name="Interest")).to_be_visible()


@on_each_screen
def test_the_dashboard_says_what_is_left(screen, auth_page, live_server, income):
    auth_page.goto(f"{live_server.url}/?period=2026-03")

    expect(auth_page.locator("[data-income]")).to_have_text("€2,400.50")
    expect(auth_page.locator("[data-net]")).to_have_text("€1,700.50")
    expect(auth_page.get_by_text("70.8%")).to_be_visible()


def test_a_spreadsheet_of_income_comes_in(auth_page, live_server, alice, tmp_path):
    file = tmp_path / "income.csv"
    file.write_text("date,description,amount,category\n2026-03-01,March,2400.50,Salary\n")
    auth_page.goto(f"{live_server.url}/imports/new/?kind=income")

    auth_page.locator("input[type=file]").set_input_files(file)
    expect(auth_page.get_by_label("Income", exact=True)).to_be_checked()
    auth_page.get_by_role("button", name="Check the file").click()
    auth_page.get_by_role("button", name="Import 1 row").click()
    auth_page.get_by_role("link", name="See the income").click()

    expect(auth_page.get_by_role("link", name="March")).to_be_visible()
