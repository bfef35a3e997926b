import pytest
from django.test import Client

from accounts.models import Notification
from conftest import PASSWORD

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"


def sign_in(client, agent=FIREFOX, address="203.0.113.7", password=PASSWORD):
    return client.post(
        "/accounts/login/",
        {"username": "alice", "password": password},
        headers={"User-Agent": agent},
        REMOTE_ADDR=address,
    )


def told(alice):
    return list(Notification.objects.for_user(alice).filter(kind="sign_in"))


def test_first_sign_in_of_all_is_nothing_new(alice):
    sign_in(Client())

    assert told(alice) == []


def test_sign_in_from_a_new_device_is_told_at_once(alice, today):
    sign_in(Client())

    sign_in(Client(), CHROME, "198.51.100.9")

    [notification] = told(alice)
    assert notification.is_urgent
    assert notification.url == "/accounts/password_change/"
    assert notification.lines == [
        ["Browser", "Chrome on Windows"],
        ["Address", "198.51.100.9"],
        ["When", "14 Mar 2026, 12:00:00"],
    ]


def test_same_browser_is_known_wherever_it_is(alice):
    laptop = Client()
    sign_in(laptop)
    laptop.post("/accounts/logout/")

    sign_in(laptop, address="198.51.100.9")

    assert told(alice) == []


def test_browser_without_its_cookie_is_known_by_the_log_of_sign_ins(alice):
    sign_in(Client())

    sign_in(Client())

    assert told(alice) == []


def test_cookie_of_somebody_else_does_not_make_a_browser_known(alice, bob):
    bobs = Client()
    bobs.post("/accounts/login/", {"username": "bob", "password": PASSWORD})
    bobs.post("/accounts/logout/")
    sign_in(Client())
    bobs.cookies[f"device_{alice.pk}"] = bobs.cookies[f"device_{bob.pk}"].value

    sign_in(bobs, CHROME, "198.51.100.9")

    assert len(told(alice)) == 1


def test_another_password_makes_other_browsers_new_again(alice):
    laptop, phone = Client(), Client()
    sign_in(laptop)
    sign_in(phone, CHROME, "198.51.100.9")
    other = "another horse battery staple"
    laptop.post(
        "/accounts/password_change/",
        {"old_password": PASSWORD, "new_password1": other, "new_password2": other},
    )
    before = len(told(alice))

    for client, agent in ((laptop, FIREFOX), (phone, CHROME)):
        client.post("/accounts/logout/")
        sign_in(client, agent, "192.0.2.1", other)

    assert len(told(alice)) - before == 1


def test_wrong_password_tells_nothing(alice):
    sign_in(Client())

    sign_in(Client(), CHROME, "198.51.100.9", password="wrong")

    assert told(alice) == []
