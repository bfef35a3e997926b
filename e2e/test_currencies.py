"""Walks through currencies: a rate for what had none, one's own points, a file of rates, another home currency."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from conftest import TODAY
from e2e.looks import on_each_screen
from expenses.exchange.models import OwnCurrency, OwnRate, ReferenceRate, Revaluation
from expenses.models import Expense

pytestmark = pytest.mark.django_db(transaction=True)

RATES = b"currency;other;rate;date\nCHF;EUR;1,05;2026-01-01\nCHF;EUR;about 1;2026-02-01\n"


@pytest.fixture
def abroad(alice, make_expense):
    """Expenses in three currencies: one that a bank quotes, one that nobody does, and points."""
    ReferenceRate.objects.create(currency="USD", date=TODAY, per_euro="1.25")
    OwnCurrency.objects.create(owner=alice, code="PT0", name="Air miles of an airline with a rather long name")
    make_expense(alice, amount="10", currency="USD", home_amount=Decimal(8), description="Book")
    make_expense(alice, amount="10", currency="CHF", description="Chocolate")
    make_expense(alice, amount="12000", currency="PT0", description="Flight")
    OwnRate.objects.create(owner=alice, currency="USD", other="GBP", rate="0.7654321", date="2026-02-01", note="Card")
    return alice


def worth(owner, description):
    return Expense.objects.for_user(owner).get(description=description).home_amount


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, abroad, expect_accessible, expect_no_sideways_scroll
):
    Revaluation.objects.create(owner=abroad, total=8, done=2)
    rate, currency = OwnRate.objects.for_user(abroad).get(), OwnCurrency.objects.for_user(abroad).get()
    of_rates = [f"rates/{path}" for path in ("", "new/", "import/", f"{rate.pk}/edit/", f"{rate.pk}/delete/")]
    of_currencies = ["", "new/", f"{currency.pk}/edit/", f"{currency.pk}/delete/"]
    book = Expense.objects.for_user(abroad).get(description="Book")
    for path in [
        "/accounts/settings/",
        book.get_absolute_url(),
        *(f"/currencies/{path}" for path in of_currencies + of_rates),
    ]:
        auth_page.goto(live_server.url + path)
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


@on_each_screen
def test_rate_is_added_where_none_is_known_and_undone(screen, auth_page, live_server, abroad):
    auth_page.goto(f"{live_server.url}/accounts/settings/")
    auth_page.get_by_role("main").get_by_role("link", name="Currencies").click()
    francs = auth_page.get_by_role("listitem").filter(has_text="CHF")
    francs.get_by_role("link", name="Add a rate").click()
    auth_page.get_by_label("Is worth").fill("1.05")
    auth_page.get_by_role("button", name="Save").click()

    expect(auth_page.get_by_role("link", name="1 CHF = 1.05 EUR")).to_be_visible()
    assert worth(abroad, "Chocolate") == Decimal("10.5")

    auth_page.get_by_role("button", name="Undo").click()
    expect(auth_page.get_by_text("Undone: 1 record as before.")).to_be_visible()
    assert worth(abroad, "Chocolate") is None


@on_each_screen
def test_points_are_made_spent_and_valued(screen, auth_page, live_server, alice):
    auth_page.goto(f"{live_server.url}/currencies/")
    auth_page.get_by_role("link", name="Own currency").click()
    auth_page.get_by_label("Name").fill("Points")
    auth_page.get_by_label("Letters").fill("pt")
    auth_page.get_by_role("button", name="Save").click()
    expect(auth_page.get_by_role("link", name="Points")).to_be_visible()

    auth_page.goto(f"{live_server.url}/expenses/new/")
    auth_page.get_by_label("Amount").first.fill("500")
    auth_page.get_by_label("Currency").select_option("PT0")
    auth_page.get_by_label("Description").fill("Toaster")
    auth_page.get_by_role("button", name="Add", exact=True).click()
    expect(auth_page.locator(".entry-amount").first).to_contain_text("PT0\xa0500")

    toaster = Expense.objects.for_user(alice).get()
    auth_page.goto(live_server.url + toaster.get_absolute_url())
    auth_page.get_by_role("link", name="Add a rate").click()
    auth_page.get_by_label("Is worth").fill("0.01")
    auth_page.get_by_role("button", name="Save").click()

    expect(auth_page.get_by_role("link", name="1 PT0 = 0.01 EUR")).to_be_visible()
    assert worth(alice, "Toaster") == 5


@on_each_screen
def test_file_of_rates_says_which_lines_are_wrong(screen, auth_page, live_server, abroad):
    auth_page.goto(f"{live_server.url}/currencies/rates/")
    auth_page.get_by_role("main").get_by_role("link", name="Import").click()
    upload = {"name": "rates.csv", "mimeType": "text/csv", "buffer": RATES}
    auth_page.get_by_label("CSV file").set_input_files(upload)
    auth_page.get_by_role("button", name="Import").click()

    expect(auth_page.get_by_text("Line 3:")).to_be_visible()
    assert worth(abroad, "Chocolate") == Decimal("10.5")


@on_each_screen
def test_progress_moves_on_by_itself_up_to_its_end(screen, auth_page, live_server, abroad):
    work = Revaluation.objects.create(owner=abroad, total=8, done=2)
    auth_page.goto(f"{live_server.url}/accounts/settings/")
    expect(auth_page.get_by_text("2 of 8")).to_be_visible()

    Revaluation.objects.for_user(abroad).filter(pk=work.pk).update(done=5)
    expect(auth_page.get_by_text("5 of 8")).to_be_visible()
    Revaluation.objects.for_user(abroad).filter(pk=work.pk).update(done=8, finished_at=work.created_at)
    expect(auth_page.get_by_text("Everything is worked out in EUR.")).to_be_visible()


def test_sums_and_splits_of_points_are_counted_while_they_are_typed(auth_page, live_server, abroad):
    flight = Expense.objects.for_user(abroad).get(description="Flight")
    auth_page.goto(f"{live_server.url}/expenses/{flight.pk}/split/")
    auth_page.locator("[data-part-amount]").first.fill("11,500")
    expect(auth_page.locator("[data-split-left]")).to_have_text("Left to split: PT0\xa0500")

    auth_page.goto(f"{live_server.url}/expenses/{flight.pk}/edit/")
    auth_page.get_by_label("Amount").first.fill("11000+500")
    expect(auth_page.locator("[data-amount-result]")).to_have_text("= PT0\xa011,500")
