"""The other ends, for real and on loopback: a mail server, and a web server that keeps what it is sent."""

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from accounts.models import Delivery, PushSubscription, Webhook
from accounts.notifications.delivering import deliver_due


@dataclass
class Mailbox:
    """What the mail server took, and what it answers to the next letters."""

    letters: list[EmailMessage] = field(default_factory=list)
    refusal: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  named by aiosmtpd
        if self.refusal:
            return self.refusal
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 OK"


class FreePortController(Controller):
    """A mail server on a port that the system chose."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A mail server on loopback, which the letters of the test go to."""
    mailbox = Mailbox()
    server = FreePortController(mailbox, hostname="127.0.0.1", port=0)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield mailbox
    server.stop()


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server: where it stands, what it was sent, and what it answers."""

    url: str = ""
    status: int = 204
    location: str = ""
    requests: list[Request] = field(default_factory=list)


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """A web server on loopback, which this installation is allowed to call."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.requests.append(Request(self.path, headers, body))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook?from=tracker"
    settings.PRIVATE_WEBHOOKS = True
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def webhook(alice, receiver) -> Webhook:
    return Webhook.objects.create(owner=alice, url=receiver.url, seed="s" * 32)


@pytest.fixture
def deliver(alice) -> Callable[[], int]:
    """Return a function that sends what is due to alice, as the worker does."""
    return lambda: deliver_due(alice.pk)


@pytest.fixture
def delivery_of(alice) -> Callable[[str], Delivery]:
    """Return a function that reads alice's one delivery by a channel."""
    return lambda channel: Delivery.objects.for_user(alice).get(channel=channel)


@dataclass
class Browser:
    """A browser with its keys: it alone can read what is pushed to it."""

    private_key: Any
    auth_secret: bytes
    subscription: PushSubscription

    def read(self, body: bytes) -> bytes:
        import http_ece

        content: bytes = http_ece.decrypt(
            body, private_key=self.private_key, auth_secret=self.auth_secret, version="aes128gcm"
        )
        return content


@pytest.fixture
def subscriber(alice, receiver) -> Browser:
    """A browser of alice's, whose push service is the web server on loopback."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from accounts.notifications.keys import _encode

    key, secret = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    row = PushSubscription.objects.create(
        owner=alice,
        endpoint=receiver.url,
        public_key=_encode(public),
        auth_secret=_encode(secret),
        browser="Firefox on Linux",
    )
    return Browser(key, secret, row)
