"""Walks of a person who is paid on the 25th, or every second Friday: choose it, see it, read the pages by it."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from accounts.month_rules import DayOfMonth
from e2e.looks import on_each_screen
from expenses.periods import Calendar

pytestmark = pytest.mark.django_db(transaction=True)

PAYDAY = Calendar(DayOfMonth(25))


def today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


@pytest.fixture
def ledger(alice, make_expense):
    """An expense on the payday that began alice's month, and one on the day before it."""
    month = PAYDAY.month_of(today())
    make_expense(alice, date=month.start, amount="80", description="On payday")
    make_expense(alice, date=month.start - datetime.timedelta(days=1), amount="50", description="Before payday")
    return alice


@pytest.fixture
def settings_page(auth_page, live_server, ledger):
    auth_page.goto(f"{live_server.url}/accounts/settings/")
    return auth_page


def save(page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def days_of(period) -> re.Pattern[str]:
    """Return what a page that shows the days of `period` has, whatever blanks are around the dash."""
    first = rf"{period.start.day} \w+( {period.start.year})?"
    return re.compile(rf"{first}\s–\s{period.last_day.day} \w+ {period.last_day.year}")


@on_each_screen
def test_month_begins_on_payday(settings_page, live_server, expect_accessible, expect_no_sideways_scroll, screen):
    month = PAYDAY.month_of(today())
    name = f"{month.named:%B %Y}"

    settings_page.get_by_label("On day").fill("25")
    settings_page.get_by_label("On day").blur()
    now = settings_page.locator("[data-month-preview] [aria-current]")
    expect(now).to_contain_text(name)
    expect(now).to_contain_text(days_of(month))
    expect_accessible(settings_page)
    expect_no_sideways_scroll(settings_page)
    save(settings_page)
    settings_page.goto(f"{live_server.url}/")

    expect(settings_page.locator("[data-period-days]")).to_contain_text(days_of(month))
    expect(settings_page.get_by_role("heading", name=f"Spent in {name}")).to_be_visible()
    expect(settings_page.locator("[data-spent]")).to_have_text("€80.00")
    expect_accessible(settings_page)
    expect_no_sideways_scroll(settings_page)

    settings_page.get_by_role("link", name="The period before").click()
    expect(settings_page.locator("[data-spent]")).to_have_text("€50.00")
    settings_page.goto(f"{live_server.url}/reports/")
    settings_page.get_by_role("link", name=f"{month.named:%B}", exact=True).click()
    expect(settings_page.get_by_role("heading", level=1)).to_have_text(name)
    expect(settings_page.locator("[data-period-days]")).to_contain_text(days_of(month))
    expect_no_sideways_scroll(settings_page)


@on_each_screen
def test_every_second_friday_asks_for_no_more_than_it_needs(
    settings_page, live_server, expect_accessible, expect_no_sideways_scroll, screen
):
    page = settings_page
    payday = today() - datetime.timedelta(days=3)

    expect(page.get_by_label("Counted from")).to_be_hidden()
    page.get_by_label("My month begins").select_option("weeks")
    expect(page.get_by_label("On day")).to_be_hidden()
    expect(page.get_by_role("alert")).to_have_text("Say from which payday the weeks are counted.")
    page.get_by_label("Counted from").fill(payday.isoformat())
    page.get_by_label("Counted from").blur()
    expect(page.get_by_text("Pay periods go by their days")).to_be_visible()
    expect_accessible(page)
    save(page)
    page.goto(f"{live_server.url}/reports/{payday.year}/{payday.month}/{payday.day}/")

    expect(page.get_by_role("navigation", name="Other pay periods")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_list_shows_the_month_by_one_press_and_keeps_the_search(settings_page, live_server):
    page = settings_page
    page.get_by_label("On day").fill("25")
    save(page)
    page.goto(f"{live_server.url}/expenses/")

    page.get_by_label("Search", exact=True).fill("payday")
    expect(page).to_have_url(re.compile("q=payday"))
    page.locator("summary", has_text="Filter").click()
    page.get_by_role("link", name="This month").click()

    expect(page.get_by_text("Before payday")).to_be_hidden()
    expect(page.get_by_role("link", name="On payday")).to_be_visible()
    expect(page).to_have_url(re.compile(f"q=payday.*date_from={PAYDAY.month_of(today()).start}"))
