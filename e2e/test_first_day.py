"""The first day of a new person: sign up, record, change one's mind, bring a spreadsheet, read where the money went."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from accounts.models import User
from e2e.looks import on_each_screen
from expenses.models import Expense

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough password"


class FirstDay:
    """What a person does on the pages, in the words of the pages."""

    def __init__(self, page: "Page", site: str) -> None:
        self.page = page
        self.site = site

    def sign_up(self) -> None:
        self.page.goto(f"{self.site}/accounts/signup/")
        expect(self.page.get_by_text("administrator")).to_be_visible()
        self.page.get_by_label("Username").fill("carol")
        self.page.get_by_label("E-mail").fill("carol@example.org")
        self.page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        self.page.get_by_label("Password again").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign up").click()
        self.page.wait_for_url(f"{self.site}/")

    def add(self, amount: str, description: str, category: str) -> None:
        self.page.goto(f"{self.site}/expenses/new/")
        self.page.get_by_label("Amount").fill(amount)
        self.page.get_by_label("Description").fill(description)
        self.page.get_by_role("combobox", name="Category").fill(category)
        self.page.get_by_role("combobox", name="Category").press("Tab")
        self.page.get_by_role("button", name="Add", exact=True).click()
        expect(self.page.get_by_role("link", name=description)).to_be_visible()

    def change_amount(self, description: str, amount: str) -> None:
        self.open_menu(description)
        self.page.get_by_role("link", name="Edit").locator("visible=true").click()
        self.page.get_by_label("Amount").fill(amount)
        self.page.get_by_role("button", name="Save").click()
        self.page.wait_for_url(lambda url: not url.endswith("/edit/"))

    def delete(self, description: str) -> None:
        self.open_list()
        self.open_menu(description)
        self.page.get_by_role("link", name="Delete").locator("visible=true").click()
        expect(self.page.get_by_role("link", name=description)).to_have_count(0)

    def undo(self, description: str) -> None:
        self.page.get_by_role("button", name="Undo").click()
        expect(self.page.get_by_role("link", name=description)).to_be_visible()

    def bring(self, name: str, content: bytes) -> None:
        self.page.goto(f"{self.site}/imports/new/")
        self.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.page.get_by_role("button", name="Check the file").click()

    def open_list(self) -> None:
        self.page.goto(f"{self.site}/expenses/")

    def open_menu(self, description: str) -> None:
        self.page.get_by_role("button", name=f"Menu of {description}").click()

    def export(self, entry: str) -> Path:
        self.open_list()
        self.page.get_by_role("button", name="More", exact=True).click()
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=entry).click()
        return Path(download.value.path())


@pytest.fixture
def first_day(page: "Page", live_server: Any) -> FirstDay:
    return FirstDay(page, live_server.url)


def spreadsheet() -> bytes:
    """Return a CSV as a person might have it: three good rows in their own words, and one that cannot be right."""
    today = timezone.localdate().replace(day=1).isoformat()
    return (
        "date,description,amount,category\n"
        f"{today},Rent,900.00,Home:Rent\n"
        f"{today},Bakery,4.20,Food\n"
        f"{today},Bakery,4.20,Food\n"
        f"{today},Odd one,twelve,Food\n"
    ).encode()


@on_each_screen
def test_first_day(first_day: FirstDay, expect_no_sideways_scroll: Any) -> None:
    page = first_day.page

    first_day.sign_up()
    expect(page.get_by_text("Welcome. Three steps")).to_be_visible()
    expect_no_sideways_scroll(page)

    first_day.add("12.50+3", "Lunch", "Food")
    first_day.open_list()
    expect(page.locator(".entry-amount")).to_have_text("€15.50")

    first_day.change_amount("Lunch", "16.00")
    first_day.delete("Lunch")
    first_day.undo("Lunch")

    first_day.bring("bank.csv", spreadsheet())
    expect(page.get_by_role("button", name="Import 3 rows, leave out 1 wrong")).to_be_visible()
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="Import 3 rows, leave out 1 wrong").click()
    expect(page.get_by_role("link", name="See the expenses")).to_be_visible()

    page.goto(f"{first_day.site}/")
    expect(page.get_by_text("€924.40").first).to_be_visible()
    expect_no_sideways_scroll(page)

    exported = CalamineWorkbook.from_path(str(first_day.export("Export as Excel"))).get_sheet_by_index(0).to_python()
    amount = exported[0].index("amount")
    assert sum(round(Decimal(row[amount]), 2) for row in exported[1:]) == Decimal("924.40")

    carol = User.objects.get(username="carol")
    assert carol.is_superuser
    assert Expense.objects.for_user(carol).total("EUR").amount == Decimal("924.40")


def test_the_same_file_again_adds_nothing(first_day: FirstDay) -> None:
    page = first_day.page
    first_day.sign_up()
    first_day.bring("bank.csv", spreadsheet())
    page.get_by_role("button", name="Import 3 rows, leave out 1 wrong").click()
    expect(page.get_by_role("link", name="See the expenses")).to_be_visible()

    first_day.bring("bank.csv", spreadsheet())

    expect(page.get_by_text("No row can be imported as it is.")).to_be_visible()


def test_what_was_exported_comes_back_unchanged(first_day: FirstDay) -> None:
    page = first_day.page
    first_day.sign_up()
    first_day.add("-7,25", "=Refund of a jacket", "Clothes")
    content = first_day.export("Export as CSV").read_bytes()

    first_day.bring("mine.csv", content)

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["amount"], row["description"]) for row in rows] == [("-7.25", "'=Refund of a jacket")]
    expect(page.get_by_text("All rows are in your ledger already.")).to_be_visible()
