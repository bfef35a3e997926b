"""Walks through what stands around every page: navigation, themes, keys, messages, guarded forms."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen

THEMES_SEEN = """
    window.themesSeen = [];
    new MutationObserver(() => window.themesSeen.push(document.documentElement.dataset.bsTheme))
        .observe(document, {subtree: true, attributes: true, attributeFilter: ["data-bs-theme"]});
"""

PRESS_FOUR_TIMES = """
    for (const wait of [0, 0, 50, 100]) {
        setTimeout(() => document.querySelector("main [type=submit]").click(), wait);
    }
"""
ASK_FIRST = """
    Object.assign(document.querySelector("main form").dataset, {confirm: "Delete all?", confirmAction: "Delete it"})
"""


@pytest.fixture
def settings_page(auth_page, live_server):
    auth_page.goto(f"{live_server.url}/accounts/settings/")
    return auth_page


def change_week(page) -> None:
    """Change a field whose example htmx asks for."""
    page.get_by_label("First day of week").select_option("Sunday")


def open_menu(page) -> None:
    if page.get_by_role("button", name="Menu", exact=True).is_visible():
        page.get_by_role("button", name="Menu", exact=True).click()
        page.locator("#menu.show").wait_for()
    page.locator(".account-button").click()


@on_each_screen
def test_menu_and_keys_read_well(settings_page, expect_accessible, expect_no_sideways_scroll):
    open_menu(settings_page)
    expect_accessible(settings_page)

    settings_page.get_by_role("button", name="Keyboard shortcuts").click()

    assert settings_page.get_by_role("heading", name="Keyboard shortcuts").is_visible()
    expect_accessible(settings_page)
    expect_no_sideways_scroll(settings_page)


@on_each_screen
def test_sign_out_is_in_the_menu(settings_page, live_server):
    open_menu(settings_page)
    settings_page.get_by_role("button", name="Sign out").click()

    settings_page.wait_for_url(f"{live_server.url}/accounts/login/")


def test_chosen_theme_is_saved_and_comes_without_a_flash(settings_page, alice):
    open_menu(settings_page)
    with settings_page.expect_response("**/accounts/theme/"):
        settings_page.get_by_role("button", name="Dark").click()
    alice.refresh_from_db()
    settings_page.evaluate("localStorage.clear()")
    settings_page.add_init_script(THEMES_SEEN)

    settings_page.reload()

    assert alice.theme == "dark"
    assert settings_page.evaluate("themesSeen") == ["dark"]


def test_theme_follows_the_device_until_one_is_chosen(settings_page):
    before = settings_page.evaluate("document.documentElement.dataset.bsTheme")

    settings_page.emulate_media(color_scheme="dark")

    assert before == "light"
    expect(settings_page.locator("html[data-bs-theme=dark]")).to_be_attached()


def test_keys_lead_to_a_section(settings_page, live_server):
    settings_page.keyboard.press("g")
    settings_page.keyboard.press("c")

    settings_page.wait_for_url(f"{live_server.url}/categories/")


def test_keys_are_letters_while_somebody_types(auth_page, live_server):
    auth_page.goto(f"{live_server.url}/accounts/settings/profile/")
    field = auth_page.locator("main input[type=text]").first

    field.fill("")
    field.press_sequentially("?gc")

    assert field.input_value() == "?gc"
    assert auth_page.locator("#shortcuts").is_hidden()


def test_keys_can_be_switched_off(settings_page):
    settings_page.keyboard.press("?")
    settings_page.get_by_role("switch", name="Use shortcuts").uncheck()
    settings_page.reload()

    settings_page.keyboard.press("?")

    assert settings_page.locator("#shortcuts").is_hidden()


def test_rows_are_walked_by_keys(auth_page, live_server, alice, make_category):
    for name in ("Bread", "Cheese"):
        make_category(alice, name)
    auth_page.goto(f"{live_server.url}/categories/")

    focused = []
    for key in ("j", "j", "k"):
        auth_page.keyboard.press(key)
        focused.append(auth_page.evaluate("document.activeElement.textContent.trim()"))

    assert focused == ["Bread", "Cheese", "Bread"]


def test_form_is_sent_once_however_often_its_button_is_pressed(auth_page, live_server):
    sent = []

    def answer_slowly(route):
        if route.request.method == "POST":
            sent.append(route.request.url)
            time.sleep(0.5)
        route.continue_()

    auth_page.goto(f"{live_server.url}/accounts/settings/profile/")
    auth_page.route("**/settings/profile/", answer_slowly)

    with auth_page.expect_navigation():
        auth_page.evaluate(PRESS_FOUR_TIMES)

    assert len(sent) == 1


@pytest.mark.parametrize(("button", "sent"), [("Cancel", 0), ("Delete it", 1)])
def test_question_comes_before_something_big(auth_page, live_server, button: str, sent: int):
    posts: list[str] = []
    auth_page.goto(f"{live_server.url}/accounts/settings/profile/")
    auth_page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    auth_page.evaluate(ASK_FIRST)

    auth_page.locator("main [type=submit]").first.click()
    asked = auth_page.locator("#confirm-text").inner_text()
    auth_page.get_by_role("button", name=button).click()
    auth_page.wait_for_load_state("networkidle")

    assert (asked, len(posts)) == ("Delete all?", sent)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda route: route.fulfill(status=429), "Too many tries. Wait a few minutes, then try again."),
        (lambda route: route.abort(), "No connection to the server. Check the network, then try again."),
    ],
    ids=["refused", "unreachable"],
)
def test_failed_update_says_what_to_do(settings_page, answer: Callable, said: str, expect_accessible):
    settings_page.route("**/settings/example/*", answer)

    change_week(settings_page)

    assert settings_page.locator("#toasts .toast-text").inner_text() == said
    expect_accessible(settings_page)
    settings_page.get_by_role("button", name="Close message").click()
    assert settings_page.locator(".toast").count() == 0


def test_update_after_the_session_ended_leads_to_sign_in(settings_page, live_server):
    settings_page.context.clear_cookies()

    change_week(settings_page)

    settings_page.wait_for_url(f"{live_server.url}/accounts/login/?next=/accounts/settings/")


@pytest.mark.parametrize("screen", ["phone"])
def test_menu_opens_without_scripts(new_context, live_server, alice_client):
    context = new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    session = {"name": "sessionid", "value": alice_client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/settings/")

    page.locator(".bottom-bar").get_by_text("Menu").click()

    page.get_by_role("link", name="Categories").click()
    page.wait_for_url(f"{live_server.url}/categories/")
