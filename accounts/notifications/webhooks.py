"""Sends what a person is told to their own program, signed as https://www.standardwebhooks.com has it.

The secret is made of a seed in the database and the secret of the installation: neither of them alone signs anything.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from http import HTTPStatus

from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from accounts.models import User
from accounts.notifications.addresses import on_site
from accounts.notifications.models import Delivery, Notification, Webhook
from accounts.notifications.outgoing import post
from accounts.notifications.problems import NotDelivered

SALT = "accounts.notifications.webhook"
SEED_LENGTH = 32
GONE = "The webhook was taken away."
REFUSED_FOR_GOOD = (*range(300, 400), HTTPStatus.GONE)


def new_seed() -> str:
    return get_random_string(SEED_LENGTH)


def secret_of(webhook: Webhook) -> str:
    """Return the secret that its messages are signed with, as libraries of Standard Webhooks take it."""
    key = salted_hmac(SALT, f"{webhook.owner_id}:{webhook.seed}", algorithm="sha256").digest()
    return "whsec_" + base64.b64encode(key).decode()


def send(deliveries: Sequence[Delivery], person: User) -> None:
    """Send one message; raise NotDelivered where the program does not take it."""
    [delivery] = deliveries
    webhook = Webhook.objects.for_user(person).first()
    if webhook is None:
        raise NotDelivered(GONE, permanent=True)
    body = json.dumps(message(delivery.notification), ensure_ascii=False).encode()
    headers = signed_headers(webhook, delivery, body)
    status = post(webhook.url, body=body, headers=headers).status
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise NotDelivered(f"{webhook.host} answers {status}.", permanent=status in REFUSED_FOR_GOOD)


def message(told: Notification) -> dict[str, object]:
    """Return what a program is sent of a notification."""
    return {
        "type": told.kind,
        "timestamp": told.created_at.isoformat(),
        "data": {
            "id": str(told.pk),
            "title": told.title,
            "body": told.body,
            "lines": told.lines,
            "url": on_site(told.url) if told.url else None,
            "urgent": told.is_urgent,
        },
    }


def signed_headers(webhook: Webhook, delivery: Delivery, body: bytes) -> dict[str, str]:
    """Return the headers of a message. Its id is the same at each attempt: a program can leave out what it has."""
    name, moment = f"delivery_{delivery.pk}", str(int(timezone.now().timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "ExpenseTracker",
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": sign(secret_of(webhook), f"{name}.{moment}.".encode() + body),
    }


def sign(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
