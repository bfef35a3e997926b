import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, get_user
from django.test import Client

from accounts import lockout
from accounts.tests.test_signing_in import sign_in
from conftest import PASSWORD


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC), tick=False)
    return time_machine


def fail(client, times, username="alice"):
    return [sign_in(client, username, "wrong").status_code for _ in range(times)]


def test_fifth_wrong_password_locks_the_person_out_for_15_minutes(alice, client, clock):
    statuses = fail(client, 5)

    locked = sign_in(client)
    clock.shift(datetime.timedelta(minutes=14, seconds=59))
    still_locked = sign_in(client)
    clock.shift(datetime.timedelta(seconds=1.001))
    free = sign_in(client)

    assert statuses == [200, 200, 200, 200, 429]
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "<strong>Try again in 15 minutes</strong>" in locked.content.decode()
    assert (still_locked.status_code, still_locked["Retry-After"]) == (429, "1")
    assert "<strong>Try again in 1 minute</strong>" in still_locked.content.decode()
    assert free.status_code == 302


def test_tries_while_locked_out_do_not_prolong_it(alice, client, clock):
    fail(client, 5)
    clock.shift(datetime.timedelta(minutes=10))
    fail(client, 3)
    clock.shift(datetime.timedelta(minutes=5, seconds=0.001))

    assert sign_in(client).status_code == 302


def test_all_ways_to_write_a_name_count_together(alice, client):
    statuses = [
        sign_in(client, name, "wrong").status_code for name in ("alice", "ALICE", "alice@example.org", "ａｌｉｃｅ")
    ]

    assert statuses == [200] * 4
    assert sign_in(client, "Alice@Example.Org", "wrong").status_code == 429


def test_lockout_is_of_one_person_from_one_address(alice, bob):
    attacker, at_home = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    fail(attacker, 5)

    assert sign_in(at_home).status_code == 302
    assert sign_in(attacker, "bob").status_code == 302


def test_right_password_clears_the_wrong_ones(alice, client):
    fail(client, 4)
    sign_in(client)
    client.post("/accounts/logout/")

    assert fail(client, 4) == [200] * 4


def test_name_of_nobody_is_locked_out_like_any_other(alice, client):
    assert fail(client, 5, "nobody") == [200, 200, 200, 200, 429]


def test_lockout_page_says_nothing_of_who_exists(alice, client):
    fail(client, 5)
    fail(client, 5, "nobody")

    pages = [sign_in(client, name).content for name in ("alice", "nobody")]

    assert pages[0] == pages[1]


def test_no_password_is_kept(alice, client, alice_client):
    sign_in(client, "alice", "a-secret-typed")
    alice_client.post(
        "/accounts/password_change/",
        {"old_password": "old-secret", "new_password1": "new-secret-1", "new_password2": "new-secret-1"},
    )

    kept = " ".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert "secret" not in kept
    assert "old_password=****" in kept


@pytest.mark.parametrize("query", ["?next=%00", "?x=%F0%9F%92%B8", f"?x={'y' * 5000}"])
def test_absurd_query_does_no_harm(alice, client, query):
    response = client.post(f"/accounts/login/{query}", {"username": "alice", "password": "wrong"})

    assert response.status_code == 200


def test_wrong_passwords_of_the_signed_in_count_too(alice, alice_client):
    answers = {"email": "new@example.org", "password": "wrong"}

    statuses = [alice_client.post("/accounts/settings/email/", answers).status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]


def test_code_without_a_request_may_check_a_password(alice):
    assert authenticate(username="alice", password=PASSWORD) == alice


# The address that counts


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind_proxy", "counted"),
    [
        ("203.0.113.9", "", False, "203.0.113.9"),
        ("203.0.113.9", "1.2.3.4", False, "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", True, "203.0.113.9"),
        ("127.0.0.1", None, True, "127.0.0.1"),
        ("127.0.0.1", "<script>", True, None),
        ("2001:db8:1:2:3:4:5:6", None, False, "2001:db8:1:2::"),
        ("fe80::1%eth0", None, False, "fe80::"),
        ("::ffff:203.0.113.9", None, False, "203.0.113.9"),
        ("", None, False, None),
    ],
)
def test_client_address(rf, settings, remote, forwarded, behind_proxy, counted):
    settings.BEHIND_PROXY = behind_proxy
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}

    assert lockout.client_address(rf.get("/", REMOTE_ADDR=remote, headers=headers)) == counted


def test_client_without_an_address_is_locked_out_too(alice):
    client = Client(REMOTE_ADDR="")

    assert fail(client, 5) == [200, 200, 200, 200, 429]


def test_locked_usernames_adds_up_browsers_of_one_address(alice, bob):
    for browser in ("one", "two"):
        fail(Client(headers={"User-Agent": browser}), 3, "alice")
    fail(Client(), 4, "bob")

    assert list(lockout.locked_usernames()) == ["alice"]


def test_unlock_lets_the_person_in_again(alice, client):
    fail(client, 5)

    lockout.unlock("alice")

    assert sign_in(client).status_code == 302
    assert get_user(client) == alice
