"""Sends what a person is told to their browsers, encrypted for each; push services carry it and cannot read it.

The libraries are loaded where something is pushed, in the worker: they take 36 MB.
"""

import json
from collections.abc import Sequence
from email.utils import parseaddr
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.templatetags.static import static

from accounts.models import User
from accounts.notifications.keys import private_key
from accounts.notifications.models import Delivery, Notification, PushSubscription
from accounts.notifications.outgoing import post
from accounts.notifications.problems import NotDelivered

KEPT_SECONDS = 3 * 24 * 3600
"""How long the push service keeps a message for a browser that is not on."""

TEXT_BYTES = 2_000
"""Of the text at most: push services take 4,096 bytes, encrypted."""

GONE = "The browser was taken away."
EXPIRED = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)


def send(deliveries: Sequence[Delivery], person: User) -> None:
    """Push one message to one browser; raise NotDelivered where the push service does not take it.

    A subscription that has expired is removed, and its deliveries with it.
    """
    [delivery] = deliveries
    browser, told = delivery.subscription, delivery.notification
    if browser is None:
        raise NotDelivered(GONE, permanent=True)
    body = encrypt(json.dumps(message(told), ensure_ascii=False).encode(), browser)
    status = post(browser.endpoint, body=body, headers=_headers(browser, told)).status
    if status in EXPIRED:
        browser.delete()
    elif not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        is_for_good = status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in BUSY
        raise NotDelivered(f"{browser.host} answers {status}.", permanent=is_for_good)


def message(told: Notification) -> dict[str, str]:
    """Return what the service worker shows."""
    return {
        "title": told.title,
        "body": told.body.encode()[:TEXT_BYTES].decode(errors="ignore"),
        "url": told.get_absolute_url(),
        "tag": f"notification-{told.pk}",
        "icon": static("icons/icon-192.png"),
    }


def encrypt(content: bytes, browser: PushSubscription) -> bytes:
    """Return `content` so that this browser alone can read it (RFC 8291)."""
    from pywebpush import WebPusher

    keys = {"p256dh": browser.public_key, "auth": browser.auth_secret}
    encrypted: bytes = WebPusher({"endpoint": browser.endpoint, "keys": keys}).encode(content)["body"]
    return encrypted


def _headers(browser: PushSubscription, told: Notification) -> dict[str, str]:
    return {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "high" if told.is_urgent else "normal",
        **_signed_by_us(browser.endpoint),
    }


def _signed_by_us(endpoint: str) -> dict[str, str]:
    """Return the header by which the push service knows this installation (RFC 8292)."""
    from py_vapid import Vapid02

    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": _whom_to_ask()}
    headers: dict[str, str] = Vapid02.from_raw(private_key().encode()).sign(claims)
    return headers


def _whom_to_ask() -> str:
    """Return where a push service finds who runs this installation."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme == "https":
        return f"https://{site.hostname}"
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
