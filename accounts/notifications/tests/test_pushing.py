import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from accounts.models import Delivery, PushKey, PushSubscription
from accounts.notifications.keys import _decode, private_key, public_key
from accounts.notifications.telling import notify

pytestmark = pytest.mark.django_db


def say(user, **more):
    return notify(user, kind="bill", key="rent", title="Rent is due", body="€850 on Tuesday.", **more)


def claims_of(authorization: str) -> dict[str, object]:
    """Return what a VAPID token claims, once its signature was checked with the key that comes along."""
    fields = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
    head, claims, signature = fields["t"].split(".")
    raw = _decode(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(fields["k"]))
    key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert fields["k"] == public_key()
    content: dict[str, object] = json.loads(_decode(claims))
    return content


def test_push_can_be_read_by_its_browser_alone_and_is_signed_by_us(alice, subscriber, receiver, deliver, today):
    told = say(alice)

    sent = deliver()

    [request] = receiver.requests
    assert sent == 1
    assert json.loads(subscriber.read(request.body)) == {
        "title": "Rent is due",
        "body": "€850 on Tuesday.",
        "url": f"/notifications/{told.pk}/",
        "tag": f"notification-{told.pk}",
        "icon": "/static/icons/icon-192.png",
    }
    assert b"Rent" not in request.body
    assert (request.headers["content-encoding"], request.headers["urgency"]) == ("aes128gcm", "normal")
    assert request.headers["ttl"] == "259200"
    claims = claims_of(request.headers["authorization"])
    assert (claims["aud"], claims["sub"]) == (receiver.url.rpartition("/")[0], "mailto:expenses@localhost")


@pytest.mark.parametrize("status", [404, 410])
def test_browser_that_is_gone_is_forgotten_with_what_waits_for_it(alice, subscriber, receiver, deliver, today, status):
    receiver.status = status
    say(alice)

    deliver()

    assert PushSubscription.objects.for_user(alice).count() == 0
    assert Delivery.objects.for_user(alice).filter(channel="push").count() == 0


@pytest.mark.parametrize(("status", "state"), [(429, "waiting"), (503, "waiting"), (403, "failed"), (413, "failed")])
def test_push_is_tried_again_where_that_can_help(
    alice, subscriber, receiver, deliver, delivery_of, today, status, state
):
    receiver.status = status
    say(alice)

    deliver()

    assert (delivery_of("push").state, delivery_of("push").problem) == (state, f"127.0.0.1 answers {status}.")


def test_long_text_fits_into_what_push_services_take(alice, subscriber, receiver, deliver, today):
    notify(alice, kind="bill", key="long", title="é" * 200, body="😀" * 5000)

    deliver()

    assert len(receiver.requests[0].body) <= 4096


def test_each_browser_is_told(alice, subscriber, receiver, deliver, today):
    PushSubscription.objects.create(
        owner=alice,
        endpoint=f"{receiver.url}&second",
        public_key=subscriber.subscription.public_key,
        auth_secret=subscriber.subscription.auth_secret,
    )
    say(alice)

    assert (deliver(), len(receiver.requests)) == (2, 2)


def test_key_of_the_installation_is_made_once():
    first = private_key()

    assert (private_key(), PushKey.objects.count()) == (first, 1)
    assert len(base64.urlsafe_b64decode(public_key() + "=")) == 65
