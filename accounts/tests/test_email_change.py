import datetime
import re
from urllib.parse import unquote

import pytest
from django.core import mail, signing
from django.db import IntegrityError

from accounts.models import User
from conftest import PASSWORD

URL = "/accounts/settings/email/"
NEW = "new@example.org"


def ask(client, email=NEW, password=PASSWORD):
    return client.post(URL, {"email": email, "password": password})


def link_in(letter):
    return re.findall(r"http://testserver(/accounts/settings/email/confirm/\S+/)", letter.body)[0]


def asked(client, email=NEW):
    ask(client, email)
    return link_in(mail.outbox[-1])


def addresses(person):
    person.refresh_from_db()
    return person.email, person.unconfirmed_email


def test_change_waits_for_the_link_in_the_letter_to_the_new_address(alice, alice_client):
    response = ask(alice_client)

    [letter] = mail.outbox
    assert response["Location"] == URL
    assert (letter.to, letter.subject) == ([NEW], "Confirm your e-mail address for testserver")
    assert addresses(alice) == ("alice@example.org", NEW)
    assert "Open the link that was sent to" in alice_client.get(URL).content.decode()


def test_link_asks_for_the_button_and_the_button_changes_the_address(alice, alice_client):
    link = asked(alice_client)

    page = alice_client.get(link)
    before = addresses(alice)
    response = alice_client.post(link)

    assert "Use <strong>new@example.org</strong> from now on" in page.content.decode()
    assert before == ("alice@example.org", NEW)
    assert response["Location"] == URL
    assert addresses(alice) == (NEW, "")


def test_old_address_is_told(alice, alice_client):
    alice_client.post(asked(alice_client))

    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == (["alice@example.org"], "Your e-mail address for testserver was changed")
    assert "your address is new@example.org now" in letter.body


def test_first_address_has_no_old_one_to_tell(alice, alice_client):
    User.objects.filter(pk=alice.pk).update(email="")

    alice_client.post(asked(alice_client))

    assert addresses(alice) == (NEW, "")
    assert [letter.to for letter in mail.outbox] == [[NEW]]


def test_link_works_once(alice, alice_client):
    link = asked(alice_client)
    alice_client.post(link)
    alice_client.post(asked(alice_client, "third@example.org"))

    page, again = alice_client.get(link), alice_client.post(link)

    assert (page.status_code, again.status_code) == (410, 410)
    assert addresses(alice) == ("third@example.org", "")


def test_later_request_and_cancelling_take_the_link_back(alice, alice_client):
    mistyped = asked(alice_client, "nwe@example.org")
    meant = asked(alice_client)

    first = alice_client.post(mistyped)
    alice_client.post(URL + "cancel/")
    second = alice_client.post(meant)

    assert (first.status_code, second.status_code) == (410, 410)
    assert addresses(alice) == ("alice@example.org", "")


def test_link_ends_after_a_day(alice, alice_client, time_machine):
    start = datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC)
    time_machine.move_to(start, tick=False)
    link = asked(alice_client)
    # Renewed now and then, the session outlives the link.
    for hours in (9, 18, 24):
        time_machine.move_to(start + datetime.timedelta(hours=hours), tick=False)
        in_time = alice_client.get(link).status_code

    time_machine.move_to(start + datetime.timedelta(hours=24, seconds=1), tick=False)

    assert (in_time, alice_client.get(link).status_code) == (200, 410)


def test_link_is_for_the_person_who_asked(alice, bob, alice_client, bob_client, client):
    link = asked(alice_client)

    by_bob, by_nobody = bob_client.post(link), client.get(link)

    assert by_bob.status_code == 410
    assert unquote(by_nobody["Location"]) == f"/accounts/login/?next={link}"
    assert addresses(alice) == ("alice@example.org", NEW)
    assert addresses(bob) == ("bob@example.org", "")


@pytest.mark.parametrize("token", ["x", "x:y:z", "%00", "a" * 3000])
def test_invented_link_does_not_work(alice, alice_client, token):
    User.objects.filter(pk=alice.pk).update(unconfirmed_email=NEW)

    response = alice_client.post(f"{URL}confirm/{token}/")

    assert response.status_code == 410
    assert addresses(alice) == ("alice@example.org", NEW)


def test_link_signed_for_something_else_does_not_work(alice, alice_client):
    User.objects.filter(pk=alice.pk).update(unconfirmed_email=NEW)
    token = signing.dumps([alice.pk, NEW], salt="something.else")

    assert alice_client.post(f"{URL}confirm/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"password": "wrong"}, "password", "This is not your current password."),
        ({"password": ""}, "password", "This field is required."),
        ({"email": ""}, "email", "This field is required."),
        ({"email": "new"}, "email", "Enter a valid email address."),
        ({"email": "new@example.org\nBcc: x@y.z"}, "email", "Enter a valid email address."),
        ({"email": "BOB@example.ORG"}, "email", "Somebody here uses this address. Choose another one."),
        ({"email": "Alice@Example.org"}, "email", "This is your address already."),
        ({"email": f"{'a' * 300}@example.org"}, "email", "Ensure this value has at most 254 characters (it has 312)."),
    ],
)
def test_change_says_what_is_wrong(alice, bob, alice_client, answers, field, sentence):
    response = alice_client.post(URL, {"email": NEW, "password": PASSWORD, **answers})

    assert sentence in response.context["form"].errors[field]
    assert addresses(alice) == ("alice@example.org", "")
    assert mail.outbox == []


def test_address_that_somebody_took_meanwhile_stays_theirs(alice, alice_client, make_user):
    link = asked(alice_client)
    make_user("carol", email="New@example.org")

    response = alice_client.post(link, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "A link is on its way to new@example.org.",
        "Somebody uses this address by now. Choose another one.",
    ]
    assert addresses(alice) == ("alice@example.org", "")


def test_database_itself_keeps_addresses_apart(alice, bob):
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=bob.pk).update(email="ALICE@example.org")


def test_mail_server_that_is_away_is_said(alice, alice_client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = ask(alice_client)

    assert response.context["form"].errors["email"] == [
        "The letter could not be sent. Check the address, or try again in a few minutes."
    ]


def test_cancel_is_a_button(alice, alice_client):
    User.objects.filter(pk=alice.pk).update(unconfirmed_email=NEW)

    response = alice_client.get(URL + "cancel/")

    assert response.status_code == 405
    assert addresses(alice) == ("alice@example.org", NEW)
