"""Walks through the dashboard and the reports: look, choose a period, open a category, click a chart, begin."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen

pytestmark = pytest.mark.django_db(transaction=True)

DRAWN = "[...document.querySelectorAll('canvas[data-chart]')].map((canvas) => Boolean(Chart.getChart(canvas)))"
TICK_COLOR = "Chart.getChart(document.querySelector('[data-chart=chart-trend]')).options.scales.x.ticks.color"
POINT_OF_CHART = """(place) => {
    const chart = Chart.getChart(document.querySelector('[data-chart=chart-breakdown]'));
    const arc = chart.getDatasetMeta(0).data[place].getCenterPoint();
    return [arc.x, arc.y];
}"""


@pytest.fixture
def ledger(alice, make_category, make_expense):
    """Two months of two categories, one of them with a part, up to today by the machine's clock."""
    today = datetime.datetime.now(datetime.UTC).date()
    last_month = today.replace(day=1) - datetime.timedelta(days=1)
    food, travel = make_category(alice, "Food", color="green"), make_category(alice, "Travel", color="blue")
    groceries = make_category(alice, "Groceries", parent=food)
    for date, amount in ((today, "80"), (last_month, "50")):
        make_expense(alice, date=date, amount=amount, category=groceries, description="Weekly shop")
        make_expense(alice, date=date, amount="20", category=travel, description="Tram")
    make_expense(alice, date=today, amount="900", currency="JPY", description="Udon")
    return alice


@pytest.fixture
def dashboard(auth_page, live_server, ledger):
    auth_page.goto(f"{live_server.url}/")
    return auth_page


def report_paths() -> list[str]:
    today = datetime.datetime.now(datetime.UTC).date()
    return ["/", f"/?period={today.year}", "/?period=nonsense", "/reports/", f"/reports/{today.year}/{today.month}/"]


@on_each_screen
def test_pages_read_well_and_draw_their_charts(
    dashboard, live_server, expect_accessible, expect_no_sideways_scroll, screen
):
    for path in report_paths():
        dashboard.goto(live_server.url + path)
        drawn = dashboard.evaluate(DRAWN)
        dashboard.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

        assert drawn
        assert all(drawn)
        expect_accessible(dashboard)
        expect_no_sideways_scroll(dashboard)


def test_pages_fit_the_smallest_phone(dashboard, live_server, expect_no_sideways_scroll):
    dashboard.set_viewport_size({"width": 320, "height": 640})
    for path in [*report_paths(), "/reports/1999/", "/reports/1999/1/"]:
        dashboard.goto(live_server.url + path)
        dashboard.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

        expect_no_sideways_scroll(dashboard)


@on_each_screen
def test_new_account_reads_well(auth_page, live_server, expect_accessible, expect_no_sideways_scroll, screen):
    auth_page.goto(f"{live_server.url}/")

    expect(auth_page.get_by_role("heading", name="Three steps")).to_be_visible()
    expect_accessible(auth_page)
    expect_no_sideways_scroll(auth_page)


def test_sample_data_comes_and_goes(auth_page, live_server):
    auth_page.goto(f"{live_server.url}/")

    auth_page.get_by_role("button", name="Fill with sample data").click()
    expect(auth_page.get_by_text("You are looking at sample data")).to_be_visible()
    expect(auth_page.get_by_role("heading", name="Where it went")).to_be_visible()
    auth_page.get_by_role("button", name="Remove it").click()

    expect(auth_page.get_by_text("You are looking at sample data")).to_be_hidden()
    expect(auth_page.get_by_role("heading", name="Where it went")).to_be_hidden()


def test_steps_can_be_looked_over_and_put_away(auth_page, live_server):
    auth_page.goto(f"{live_server.url}/")

    auth_page.get_by_role("button", name="Look over").click()
    auth_page.wait_for_url("**/categories/")
    auth_page.goto(f"{live_server.url}/")
    expect(auth_page.get_by_text("1 of 3 steps done")).to_be_visible()
    auth_page.get_by_role("button", name="Do not show again").click()

    expect(auth_page.get_by_text("Nothing to show yet")).to_be_visible()


def test_category_opens_to_its_parts_by_keyboard(dashboard):
    dashboard.locator("summary", has_text="Food").focus()
    dashboard.keyboard.press("Enter")

    dashboard.get_by_role("link", name="Groceries").click()

    dashboard.wait_for_url(re.compile(r"/expenses/\?.*category=\d+"))
    expect(dashboard.get_by_role("link", name="Weekly shop")).to_have_count(1)
    expect(dashboard.get_by_role("link", name="Tram")).to_have_count(0)


def test_click_on_a_chart_leads_to_its_expenses(dashboard):
    canvas = dashboard.locator("[data-chart=chart-breakdown]")
    canvas.scroll_into_view_if_needed()
    dashboard.wait_for_timeout(400)
    x, y = dashboard.evaluate(POINT_OF_CHART, 1)

    canvas.click(position={"x": x, "y": y})

    dashboard.wait_for_url(re.compile(r"/expenses/\?.*category=\d+"))
    expect(dashboard.get_by_role("link", name="Tram")).to_have_count(1)
    expect(dashboard.get_by_role("link", name="Weekly shop")).to_have_count(0)


def test_charts_follow_the_theme(dashboard):
    light = dashboard.evaluate(TICK_COLOR)

    dashboard.emulate_media(color_scheme="dark")
    expect(dashboard.locator("html[data-bs-theme=dark]")).to_be_attached()

    assert dashboard.evaluate(TICK_COLOR) != light


def test_charts_stand_still_for_who_wants_it(dashboard):
    dashboard.emulate_media(reduced_motion="reduce")
    dashboard.reload()

    assert dashboard.evaluate("Chart.getChart(document.querySelector('canvas')).options.animation") is False


@on_each_screen
def test_period_is_picked(dashboard, screen, expect_accessible):
    dashboard.locator("[data-picker] summary").click()
    expect_accessible(dashboard)
    dashboard.get_by_role("link", name="Last month").click()
    expect(dashboard.locator("[data-spent]")).to_have_text("€70.00")

    dashboard.locator("[data-picker] summary").click()
    dashboard.get_by_label("From").fill("2001-01-01")
    dashboard.get_by_label("To", exact=True).fill("2001-12-31")
    dashboard.get_by_role("button", name="Show these days").click()

    dashboard.wait_for_url("**/?period=2001")
    expect(dashboard.get_by_text("Nothing recorded in 2001")).to_be_visible()


def test_picker_closes_like_a_menu(dashboard):
    picker = dashboard.locator("[data-picker]")
    opener = picker.locator("summary")

    opener.click()
    dashboard.keyboard.press("Escape")
    expect(picker).not_to_have_attribute("open", "")
    expect(opener).to_be_focused()
    opener.click()
    dashboard.get_by_role("heading", name="Dashboard").click()

    expect(picker).not_to_have_attribute("open", "")


def test_keys_lead_to_the_month_before(dashboard):
    dashboard.keyboard.press("[")

    expect(dashboard.locator("[data-spent]")).to_have_text("€70.00")


def test_numbers_are_there_without_scripts(new_context, live_server, ledger, alice_client):
    context = new_context(java_script_enabled=False)
    session = alice_client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/")

    page.get_by_text("How it grew, in numbers").click()

    expect(page.get_by_role("region", name="How the sum grew")).to_be_visible()
    expect(page.locator("canvas").first).to_be_hidden()


def test_month_prints_its_numbers_in_ink_on_paper(dashboard, live_server):
    dashboard.goto(f"{live_server.url}{report_paths()[-1]}")

    dashboard.emulate_media(media="print", color_scheme="dark")
    dashboard.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    expect(dashboard.get_by_role("region", name="Table of categories")).to_be_visible()
    expect(dashboard.get_by_role("region", name="What was spent on each day")).to_be_visible()
    expect(dashboard.locator("canvas").first).to_be_hidden()
    expect(dashboard.locator(".sidebar")).to_be_hidden()
    assert dashboard.evaluate("document.documentElement.dataset.bsTheme") == "light"
