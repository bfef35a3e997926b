import datetime
import re

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.tests.test_lockout import fail
from accounts.tests.test_signing_in import sign_in
from conftest import PASSWORD

NEW = "neues-pferd-17"
CHANGE = "/accounts/password_change/"
RESET = "/accounts/password_reset/"
CHANGED = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
CHOSEN = {"new_password1": NEW, "new_password2": NEW}


# Change


def test_change_keeps_this_session_and_ends_the_others(alice, alice_client, client):
    sign_in(client)

    response = alice_client.post(CHANGE, CHANGED)

    alice.refresh_from_db()
    assert response["Location"] == "/accounts/password_change/done/"
    assert alice.check_password(NEW)
    assert get_user(alice_client) == alice
    assert get_user(client).is_anonymous


def test_change_tells_the_person_by_letter(alice, alice_client):
    alice_client.post(CHANGE, CHANGED)

    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["alice@example.org"], "Your password for testserver was changed")
    assert "http://testserver/accounts/password_reset/\n" in letter.body
    assert NEW not in letter.body


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"old_password": "wrong"}, "old_password", "This is not your current password."),
        ({"old_password": ""}, "old_password", "This field is required."),
        ({"new_password2": "other"}, "new_password2", "The two password fields didn’t match."),
        (
            {"new_password1": "alice", "new_password2": "alice"},
            "new_password2",
            "The password is too similar to the username.",
        ),
        ({"new_password1": "a\x00b"}, "new_password1", "Null characters are not allowed."),
    ],
)
def test_change_says_what_is_wrong(alice, alice_client, answers, field, sentence):
    response = alice_client.post(CHANGE, {**CHANGED, **answers})

    alice.refresh_from_db()
    assert sentence in response.context["form"].errors[field]
    assert alice.check_password(PASSWORD)
    assert mail.outbox == []


def test_change_writes_the_password_alone(alice, alice_client, monkeypatch):
    check = User.check_password

    def change_theme_meanwhile(self, password):
        User.objects.filter(pk=alice.pk).update(theme="dark")
        return check(self, password)

    monkeypatch.setattr(User, "check_password", change_theme_meanwhile)

    alice_client.post(CHANGE, CHANGED)

    alice.refresh_from_db()
    assert (alice.theme, alice.check_password(NEW)) == ("dark", True)


def test_change_is_done_page_says_so(alice_client):
    assert "The password is changed." in alice_client.get("/accounts/password_change/done/").content.decode()


def test_change_without_an_address_sends_no_letter(make_user, client):
    make_user("carol", email="")
    sign_in(client, "carol")

    response = client.post(CHANGE, CHANGED)

    assert (response.status_code, mail.outbox) == (302, [])


# Reset


def ask(client, email="alice@example.org"):
    return client.post(RESET, {"email": email})


def link_in(letter):
    return re.findall(r"http://testserver(/accounts/reset/\S+/)", letter.body)[0]


def open_link(client, link):
    """Follow the link to the page that no longer has the token in its address."""
    return client.get(link, follow=True)


def test_reset_by_letter_sets_the_password_once(alice, bob, client):
    ask(client)
    [letter] = mail.outbox
    link = link_in(letter)

    page = open_link(client, link)
    response = client.post(page.request["PATH_INFO"], CHOSEN)
    again = open_link(Client(), link)

    alice.refresh_from_db()
    assert (letter.to, letter.subject) == (["alice@example.org"], "Choose a new password for testserver")
    assert response["Location"] == "/accounts/reset/done/"
    assert alice.check_password(NEW)
    assert get_user(client).is_anonymous
    assert "This link does not work any more" in again.content.decode()


def test_reset_does_not_fill_a_mailbox(alice, bob, client):
    answers = [ask(client) for _ in range(10)]
    ask(client, "bob@example.org")

    assert {answer["Location"] for answer in answers} == {"/accounts/password_reset/done/"}
    assert [letter.to[0] for letter in mail.outbox] == ["alice@example.org"] * 3 + ["bob@example.org"]


def test_reset_finds_the_address_in_any_case(alice, bob, client):
    ask(client, "ALICE@Example.org")

    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]


@pytest.mark.parametrize("email", ["nobody@example.org", "alice@example.org.evil.example", "alıce@example.org"])
def test_reset_tells_a_stranger_nothing(alice, client, email):
    known, unknown = ask(client), ask(client, email)

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert unknown["Location"] == "/accounts/password_reset/done/"
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]


def test_reset_sends_nothing_to_people_kept_out_or_without_an_address(alice, make_user, client):
    make_user("carol", email="")
    User.objects.filter(pk=alice.pk).update(is_active=False)

    responses = [ask(client), ask(client, "")]

    assert [response.status_code for response in responses] == [302, 200]
    assert mail.outbox == []


@pytest.mark.parametrize(
    "email", ["", "alice", "a\x00@example.org", "alice@example.org\nBcc: x@y.z", f"{'a' * 300}@x.org"]
)
def test_reset_refuses_what_is_no_address(alice, client, email):
    response = ask(client, email)

    assert list(response.context["form"].errors) == ["email"]
    assert mail.outbox == []


def test_reset_gives_imported_people_their_first_password(alice, client):
    alice.set_unusable_password()
    alice.save()

    ask(client)

    page = open_link(client, link_in(mail.outbox[0]))
    assert "Choose a new password" in page.content.decode()


def test_reset_link_ends_after_a_day(alice, client, time_machine):
    start = datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC)
    time_machine.move_to(start, tick=False)
    ask(client)
    link = link_in(mail.outbox[0])

    time_machine.move_to(start + datetime.timedelta(hours=24), tick=False)
    in_time = open_link(Client(), link)
    time_machine.move_to(start + datetime.timedelta(hours=24, seconds=1), tick=False)
    too_late = open_link(Client(), link)

    assert (in_time.context["validlink"], too_late.context["validlink"]) == (True, False)


@pytest.mark.parametrize(
    "link", ["/accounts/reset/MQ/set-password/", "/accounts/reset/x/y-z/", "/accounts/reset/%00/a-b/"]
)
def test_invented_reset_link_does_not_work(alice, client, link):
    response = open_link(client, link)

    assert response.status_code == 200
    assert response.context["validlink"] is False


def test_reset_ends_the_lockout_and_tells_the_person(alice, client):
    fail(client, 5)
    ask(client)
    page = open_link(client, link_in(mail.outbox[0]))

    client.post(page.request["PATH_INFO"], CHOSEN)

    assert sign_in(client, password=NEW).status_code == 302
    assert [letter.subject for letter in mail.outbox][1:] == ["Your password for testserver was changed"]


def test_reset_says_what_is_wrong_with_the_new_password(alice, client):
    ask(client)
    page = open_link(client, link_in(mail.outbox[0]))

    response = client.post(page.request["PATH_INFO"], {"new_password1": "12345678", "new_password2": "12345678"})

    alice.refresh_from_db()
    assert "This password is entirely numeric." in response.context["form"].errors["new_password2"]
    assert alice.check_password(PASSWORD)


def test_mail_server_that_is_away_is_not_told_to_a_stranger(alice, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert ask(client)["Location"] == "/accounts/password_reset/done/"


@pytest.mark.parametrize("url", [RESET, RESET + "done/", "/accounts/reset/done/"])
def test_reset_pages_are_open_to_strangers(db, client, url):
    assert client.get(url).status_code == 200
