"""Calls addresses that people typed, without letting them reach what only this machine can reach.

A name is looked up once, each of its addresses is checked, and the connection goes to a checked one: a second answer
of the name server changes nothing (DNS rebinding). Redirects are not followed, proxies of the environment not used.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from accounts.notifications.problems import NotDelivered

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TIMEOUT_SECONDS = 10
WHOLE_CALL_SECONDS = 30
ANSWER_BYTES = 2_000
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
IPV4_BITS = 0xFFFFFFFF

PRIVATE = "The address lies inside a private network, which this installation does not allow."
UNKNOWN = "The name of the address is not known."
MALFORMED = "This is not an address such as https://example.org/hook."


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and what it says of when to try again, "" where it says nothing."""

    status: int
    retry_after: str = ""


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` to `url`; raise NotDelivered where it may not be called, or does not answer."""
    target = read_url(url)
    connection = _connection(target, resolve(target))
    try:
        with _deadline(connection):
            connection.request("POST", _path(target), body=body, headers=dict(headers))
            response = connection.getresponse()
            response.read(ANSWER_BYTES)
            return Answer(response.status, response.headers.get("Retry-After", ""))
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"{target.hostname} does not answer: {type(error).__name__}.") from error
    finally:
        connection.close()


def read_url(url: str) -> SplitResult:
    """Take an address apart; raise NotDelivered where it is none that can be called."""
    try:
        target = urlsplit(iri_to_uri(url))
        is_whole = target.scheme in PORTS and target.hostname and target.port != 0
        if not is_whole or target.username is not None or target.password is not None:
            raise ValueError(url)
        target.hostname.encode("idna")  # type: ignore[union-attr]
    except ValueError as error:
        raise NotDelivered(MALFORMED, permanent=True) from error
    return target


def resolve(target: SplitResult) -> list[str]:
    """Return the addresses behind the name; raise NotDelivered where one of them may not be called."""
    try:
        found = socket.getaddrinfo(target.hostname, _port(target), type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotDelivered(UNKNOWN) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not settings.PRIVATE_WEBHOOKS and not all(is_public(address) for address in addresses):
        raise NotDelivered(PRIVATE, permanent=True)
    return addresses


def is_public(text: str) -> bool:
    """Say whether an IP address is one of the internet: also where an IPv6 address has an IPv4 address inside."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = _inside(address)
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    is_local = address.is_private or address.is_link_local or getattr(address, "is_site_local", False)
    return address.is_global and not is_special and not is_local


def _inside(address: ipaddress.IPv6Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for (mapped, 6to4, NAT64), or the address itself."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & IPV4_BITS)
    return address.ipv4_mapped or address.sixtofour or address


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were checked, in the name of the host."""

    context: ssl.SSLContext | None = None

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.addresses = addresses

    def connect(self) -> None:
        plain = self._connect_to_first()
        self.sock = self.context.wrap_socket(plain, server_hostname=self.host) if self.context else plain

    def _connect_to_first(self) -> socket.socket:
        problem: OSError = OSError("no address")
        for address in self.addresses:
            try:
                return socket.create_connection((address, self.port), TIMEOUT_SECONDS)
            except OSError as error:
                problem = error
        raise problem


def _connection(target: SplitResult, addresses: list[str]) -> _Pinned:
    connection = _Pinned((target.hostname or "").encode("idna").decode(), _port(target), addresses)
    if target.scheme == "https":
        connection.default_port = PORTS["https"]
        connection.context = ssl.create_default_context()
    return connection


def _port(target: SplitResult) -> int:
    return target.port or PORTS[target.scheme]


def _path(target: SplitResult) -> str:
    return (target.path or "/") + (f"?{target.query}" if target.query else "")


@contextmanager
def _deadline(connection: _Pinned) -> Iterator[None]:
    """Cut the connection when the whole call takes too long: a byte now and then would keep it open for ever."""

    def cut() -> None:
        with suppress(OSError):
            if connection.sock is not None:
                # Of the socket itself: the one of ssl would pull its state away from under the reader.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_CALL_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
