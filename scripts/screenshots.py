"""Make the pictures of the README from the running product, filled with sample data.

`python -m scripts.screenshots` writes docs/images/*.png. It needs requirements-dev.txt and Chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PORT = 8291
BASE = f"http://127.0.0.1:{PORT}"
PASSWORD = "a long password for pictures"  # noqa: S105  of a person whose database lives for a minute
DESKTOP = {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 780}, "color_scheme": "dark", "device_scale_factor": 2}
START_SECONDS = 60
ANIMATION_MILLISECONDS = 1_500


@contextmanager
def running_product(database: str) -> Iterator[None]:
    """Serve the product from `database` until the block ends."""
    os.environ.update(DATABASE_URL=f"sqlite:///{database}", PORT=str(PORT))
    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "expense_tracker.wsgi"])
    try:
        wait_until_ready()
        yield
    finally:
        server.terminate()
        server.wait()


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True)


def wait_until_ready() -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=2).close()
            return
        except OSError:
            time.sleep(0.3)
    sys.exit("The product did not start; its log above says why.")


def open_context(browser: Browser, look: dict, session: StorageState | None = None) -> BrowserContext:
    return browser.new_context(**look, storage_state=session, locale="en-IE", timezone_id="Europe/Dublin")


def sign_up(page: Page) -> None:
    """Register the person of the pictures as anybody would, and give them a year of sample data."""
    page.goto(f"{BASE}/accounts/signup/")
    person = {"username": "anna", "email": "anna@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for name, text in person.items():
        page.fill(f"[name={name}]", text)
    page.press("[name=password2]", "Enter")
    page.wait_for_url(f"{BASE}/")
    page.get_by_role("button", name="Do not show again").click()
    manage("load_sample", "--user", "anna")


def take(page: Page, path: str, name: str) -> None:
    page.goto(f"{BASE}{path}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(ANIMATION_MILLISECONDS)
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def take_all(browser: Browser) -> None:
    desktop = open_context(browser, DESKTOP)
    page = desktop.new_page()
    sign_up(page)
    take(page, "/?period=2026-10", "dashboard")
    take(page, "/expenses/", "expenses")
    phone = open_context(browser, PHONE, session=desktop.storage_state())
    page = phone.new_page()
    take(page, "/", "phone-dashboard")
    take(page, "/expenses/", "phone-expenses")
    take(page, "/expenses/new/", "phone-add")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: install it, or name it by CHROMIUM_PATH.")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(f"{folder}/pictures.sqlite3"),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take_all(browser)
        browser.close()


if __name__ == "__main__":
    main()
