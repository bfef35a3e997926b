"""Walks through notifications: opened in place, chosen, and pushed to a browser with a real service worker."""

import base64
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import expect

from accounts.models import ChannelChoice, Notification, PushSubscription, Webhook
from accounts.notifications.delivering import deliver_due
from accounts.notifications.telling import notify
from e2e.looks import on_each_screen

pytestmark = pytest.mark.django_db(transaction=True)

AUTH_SECRET = b"0123456789abcdef"
PUSH_SERVICE = """([endpoint, p256dh, auth]) => {
  // The push service alone is another one: theirs are on the internet.
  const toJSON = () => ({ endpoint, keys: { p256dh, auth } });
  const subscription = { endpoint, toJSON, unsubscribe: async () => true };
  let current = window.localStorage.getItem("pushed") ? subscription : null;
  PushManager.prototype.getSubscription = async () => current;
  PushManager.prototype.subscribe = async (options) => {
    if (options.applicationServerKey.length !== 65) throw new Error("no key");
    window.localStorage.setItem("pushed", "yes");
    current = subscription;
    return subscription;
  };
}"""


@pytest.fixture
def told(alice):
    for number, title in enumerate(("Groceries has reached 80 % of its budget", "Rent is due in 3 days")):
        lines = [("Spent", "€320.00"), ("Left", "€80.00")]
        notify(alice, kind="budget", key=str(number), title=title, body="€320 of €400.", lines=lines, url="/budgets/")
    return Notification.objects.for_user(alice).get(key="1")


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, alice, told, expect_accessible, expect_no_sideways_scroll
):
    endpoint = "https://push.example.org/a"
    PushSubscription.objects.create(owner=alice, endpoint=endpoint, browser="Firefox on Linux")
    Webhook.objects.create(owner=alice, url="https://hook.example.org/b", seed="s")
    for path in ("", "settings/", f"{told.pk}/"):
        auth_page.goto(f"{live_server.url}/notifications/{path}")
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


def test_what_was_told_is_opened_in_place_and_counted_down(auth_page, live_server, alice, told):
    auth_page.goto(f"{live_server.url}/notifications/")
    link = auth_page.get_by_role("link", name="Notifications 2 unread")
    expect(link).to_be_visible()

    auth_page.get_by_text("Rent is due in 3 days").click()

    expect(auth_page.get_by_text("€320 of €400.").first).to_be_visible()
    expect(auth_page.get_by_role("link", name="Notifications 1 unread")).to_be_visible()
    alice.refresh_from_db()
    assert alice.unread_notifications == 1
    auth_page.get_by_role("button", name="Mark all as read").click()
    expect(auth_page.get_by_text("New", exact=True)).to_have_count(0)


def test_ways_are_chosen_with_the_keyboard(auth_page, live_server, alice):
    auth_page.goto(f"{live_server.url}/notifications/settings/")
    box = auth_page.get_by_role("checkbox", name=re.compile("E-mail.*Goals"))
    box.press("Space")
    auth_page.get_by_label("Quiet from").fill("22:00")
    auth_page.get_by_label("Until").fill("07:00")
    auth_page.get_by_role("button", name="Save").press("Enter")

    expect(auth_page.get_by_text("Saved.")).to_be_visible()
    expect(box).to_be_checked()
    assert ChannelChoice.objects.for_user(alice).get(kind="goal").email


@pytest.fixture
def push_service(settings):
    """A push service on loopback: its address, and what it was given to carry."""
    carried = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            carried.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.PRIVATE_WEBHOOKS = True
    yield f"http://127.0.0.1:{server.server_port}/push/1", carried
    server.shutdown()
    thread.join()
    server.server_close()


def text_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def test_what_is_pushed_is_shown_by_the_service_worker(auth_page, live_server, alice, push_service):
    endpoint, carried = push_service
    key = ec.generate_private_key(ec.SECP256R1())
    public = text_of(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    auth_page.context.grant_permissions(["notifications"], origin=live_server.url)
    arguments = json.dumps([endpoint, public, text_of(AUTH_SECRET)])
    auth_page.add_init_script(f"({PUSH_SERVICE})({arguments})")
    registrations = []
    devtools = auth_page.context.new_cdp_session(auth_page)
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")

    auth_page.goto(f"{live_server.url}/notifications/settings/")
    auth_page.get_by_role("button", name="Tell me in this browser").click()
    expect(auth_page.get_by_text("This browser", exact=True)).to_be_visible()
    told = notify(alice, kind="bill", key="rent", title="Rent is due", body="€850 on Tuesday.")
    deliver_due(alice.pk)
    pushed = http_ece.decrypt(carried[0], private_key=key, auth_secret=AUTH_SECRET, version="aes128gcm")
    registration = next(one["registrationId"] for one in registrations if one["scopeURL"] == f"{live_server.url}/")
    message = {"origin": live_server.url, "registrationId": registration, "data": pushed.decode()}
    devtools.send("ServiceWorker.deliverPushMessage", message)

    shown = """async () => {
      const registration = await navigator.serviceWorker.ready;
      let shown = [];
      for (let tries = 0; tries < 400 && !shown.length; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        shown = await registration.getNotifications();
      }
      return [registration.active.scriptURL, ...shown.map((one) => [one.title, one.body, one.data.url, one.tag])];
    }"""
    assert auth_page.evaluate(shown) == [
        f"{live_server.url}/service-worker.js",
        ["Rent is due", "€850 on Tuesday.", f"/notifications/{told.pk}/", f"notification-{told.pk}"],
    ]
    auth_page.get_by_role("button", name="Remove Chrome on Linux").click()
    expect(auth_page.get_by_role("button", name="Tell me in this browser")).to_be_visible()
    assert PushSubscription.objects.for_user(alice).count() == 0
