"""What every walk in the browser can ask for. Each of them fails on a script error, a refused resource or a 500."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from conftest import require
from e2e.looks import SCREENS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# Playwright keeps an event loop running in the thread of the tests; Django must not mind.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
TIMEOUT_MILLISECONDS = 20_000
CONTRAST = "axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})"
"""What a theme can break: all other rules hold in both or in none."""
STAND_STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important }");
    document.adoptedStyleSheets = [still];
}"""
"""A colour on its way from one theme to the other is that of none."""
MOVE_AGAIN = "() => { document.adoptedStyleSheets = []; }"
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
expect.set_options(timeout=TIMEOUT_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    require(chromium, "Chromium (Debian: sudo apt install chromium; elsewhere name it by CHROMIUM_PATH)")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def screen() -> str:
    """The screen of the walk: "phone" or "desktop"; `looks.on_each_screen` walks on both."""
    return "desktop"


@pytest.fixture
def context(new_context: Callable[..., "BrowserContext"], screen: str) -> "BrowserContext":
    context = new_context(**SCREENS[screen], color_scheme="light", locale="en-IE", timezone_id="Europe/Dublin")
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    return context


@pytest.fixture(autouse=True)
def csp_guard(context: "BrowserContext") -> Iterator[list[str]]:
    """Fail the walk where a page breaks its Content-Security-Policy, a script fails or the server does."""
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on(
        "console",
        lambda said: problems.append(said.text) if said.type == "error" and "Security Policy" in said.text else None,
    )
    context.on(
        "response",
        lambda answer: problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )

    yield problems

    assert problems == []


@pytest.fixture
def sign_in_page(page: "Page", live_server: Any) -> Callable[[Client], "Page"]:
    """Return a function that opens the browser's session as a signed-in test client has it."""

    def sign_in(client: Client) -> "Page":
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([session])
        return page

    return sign_in


@pytest.fixture
def auth_page(sign_in_page: Callable[[Client], "Page"], alice_client: Client) -> "Page":
    """A page on which alice is signed in; `live_server.url` is the address of the site."""
    return sign_in_page(alice_client)


@pytest.fixture
def expect_accessible() -> Callable[["Page"], None]:
    """Return a function that fails where axe finds a rule broken on the page as it is now, in the light or the dark."""

    def show(page: "Page", theme: Literal["light", "dark"]) -> None:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(DRAWN)

    def check(page: "Page") -> None:
        page.evaluate(STAND_STILL)
        show(page, "light")
        in_the_light = Axe().run(page)
        show(page, "dark")
        in_the_dark = AxeResults(page.evaluate(CONTRAST))
        page.emulate_media(color_scheme="light", reduced_motion="null")
        page.evaluate(MOVE_AGAIN)
        for found in (in_the_light, in_the_dark):
            assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def expect_no_sideways_scroll() -> Callable[["Page"], None]:
    """Return a function that fails where the page is wider than its screen."""

    def check(page: "Page") -> None:
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{page.url} is {too_wide} px wider than the screen"

    return check
