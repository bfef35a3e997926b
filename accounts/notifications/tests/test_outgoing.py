import socket
import threading

import pytest

from accounts.notifications import outgoing
from accounts.notifications.outgoing import is_public, post, read_url, resolve
from accounts.notifications.problems import NotDelivered


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_address_inside_a_network_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"]
)
def test_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://[::1/",
        "https://" + "a" * 70 + ".example.org/",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(NotDelivered) as refused:
        read_url(url)

    assert refused.value.permanent


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0x7f.1", "2130706433"])
def test_this_machine_is_refused_however_it_is_written(host):
    with pytest.raises(NotDelivered) as refused:
        resolve(read_url(f"http://{host}:8000/"))

    assert refused.value.permanent


def answers(*addresses):
    return lambda host, port, **kwargs: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
    ]


def test_name_with_one_address_inside_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.216.34", "10.0.0.1"))

    with pytest.raises(NotDelivered):
        resolve(read_url("https://example.org/"))


def test_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name server that says something else when asked again changes nothing: it is not asked again."""
    lookups = iter([answers("93.184.216.34"), answers("127.0.0.1")])

    def look_up(host, port, **kwargs):
        return next(lookups)(host, port, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    called = []

    def refuse(address, timeout):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)

    with pytest.raises(NotDelivered):
        post("https://example.org/hook", body=b"{}", headers={})

    assert called == [("93.184.216.34", 443)]


def test_name_that_nobody_knows_may_be_known_later(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(NotDelivered) as refused:
        resolve(read_url("https://nowhere.example/"))

    assert not refused.value.permanent


def test_server_that_never_ends_its_answer_is_cut_off(settings, monkeypatch):
    settings.PRIVATE_WEBHOOKS = True
    monkeypatch.setattr(outgoing, "WHOLE_CALL_SECONDS", 0.2)
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def drip():
        connection, _ = listener.accept()
        with connection:
            while not ended.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()

    with pytest.raises(NotDelivered):
        post(f"http://127.0.0.1:{listener.getsockname()[1]}/", body=b"", headers={})

    ended.set()
    thread.join()
    listener.close()


def test_secure_address_must_prove_its_name(settings, receiver):
    with pytest.raises(NotDelivered) as refused:
        post(receiver.url.replace("http://", "https://"), body=b"", headers={})

    assert "SSLError" in str(refused.value)
