import base64
import hashlib
import hmac
import json

import pytest

from accounts.models import Delivery, Webhook
from accounts.notifications.claims import PAUSES
from accounts.notifications.telling import notify
from accounts.notifications.webhooks import new_seed, secret_of

pytestmark = pytest.mark.django_db


def say(user, key="1", **more):
    return notify(user, kind="import", key=key, title="12 rows are in the ledger", url="/expenses/", **more)


def test_webhook_is_sent_what_was_told_signed(alice, webhook, receiver, deliver, today):
    told = say(alice, body="From march.csv", lines=[("Skipped", "2")])

    sent = deliver()

    [request] = receiver.requests
    headers = request.headers
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
    key = base64.b64decode(secret_of(webhook).removeprefix("whsec_"))
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert (sent, request.path) == (1, "/hook?from=tracker")
    assert headers["webhook-signature"] == f"v1,{signature}"
    assert headers["webhook-timestamp"] == str(int(told.created_at.timestamp()))
    assert json.loads(request.body) == {
        "type": "import",
        "timestamp": "2026-03-14T12:00:00+00:00",
        "data": {
            "id": str(told.pk),
            "title": "12 rows are in the ledger",
            "body": "From march.csv",
            "lines": [["Skipped", "2"]],
            "url": "http://localhost:8000/expenses/",
            "urgent": False,
        },
    }


def test_webhook_is_called_once(alice, webhook, receiver, deliver, today):
    say(alice)

    assert (deliver(), deliver(), len(receiver.requests)) == (1, 0, 1)


def test_webhook_that_fails_is_tried_again_ever_later_and_then_shown_as_failed(
    alice, webhook, receiver, deliver, delivery_of, today, time_machine
):
    receiver.status = 500
    say(alice)
    pauses = []

    for _attempt in range(len(PAUSES) + 1):
        deliver()
        delivery = delivery_of("webhook")
        pauses.append(delivery.due_at - delivery.claimed_at)
        time_machine.move_to(delivery.due_at, tick=False)

    assert deliver() == 0
    assert pauses == [*PAUSES, pauses[-1] * 0]
    assert (delivery.state, delivery.problem) == ("failed", "127.0.0.1 answers 500.")
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert len({request.headers["webhook-timestamp"] for request in receiver.requests}) == len(PAUSES) + 1


def test_webhook_does_not_follow_a_redirect(alice, webhook, receiver, deliver, delivery_of, today):
    receiver.status, receiver.location = 302, receiver.url.replace("/hook", "/inside")
    say(alice)

    deliver()

    assert [request.path for request in receiver.requests] == ["/hook?from=tracker"]
    assert (delivery_of("webhook").state, delivery_of("webhook").problem) == ("failed", "127.0.0.1 answers 302.")


def test_webhook_inside_the_network_is_refused_when_it_is_called(
    alice, webhook, receiver, deliver, delivery_of, settings, today
):
    settings.PRIVATE_WEBHOOKS = False
    say(alice)

    deliver()

    assert (receiver.requests, delivery_of("webhook").state) == ([], "failed")
    assert "private network" in delivery_of("webhook").problem


def test_webhook_that_was_taken_away_is_not_called(alice, webhook, receiver, deliver, delivery_of, today):
    say(alice)
    webhook.delete()

    deliver()

    assert (receiver.requests, delivery_of("webhook").state) == ([], "failed")


def test_secret_is_another_one_with_another_seed_and_for_another_person(alice, bob):
    secrets = {secret_of(Webhook(owner=person, seed=seed)) for person in (alice, bob) for seed in ("a", "b")}

    assert len(secrets) == 4
    assert new_seed() != new_seed()


def test_bobs_webhook_hears_nothing_of_alices(alice, bob, receiver, deliver, today):
    Webhook.objects.create(owner=bob, url=receiver.url, seed="b" * 32)

    say(alice)

    assert Delivery.objects.for_user(bob).count() == 0
    assert Delivery.objects.for_user(alice).filter(channel="webhook").count() == 0
