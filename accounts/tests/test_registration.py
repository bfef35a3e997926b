import threading

import pytest
from django.contrib.auth import get_user
from django.db import IntegrityError, connection
from django.test import Client

from accounts import registration
from accounts.models import User
from accounts.preferences import Preferences

URL = "/accounts/signup/"
PASSWORD = "korrekt-pferd-9"
ANNA = {"username": "anna", "email": "anna@example.org", "password1": PASSWORD, "password2": PASSWORD}
PREFERENCES = Preferences("EUR", "de_AT", "Europe/Vienna", 0)


def errors_of(response):
    return response.context["form"].errors


def test_signup_makes_a_person_with_guessed_preferences_and_signs_them_in(alice, client):
    answers = {**ANNA, "time_zone": "Europe/Zurich"}

    response = client.post(URL, answers, headers={"Accept-Language": "fr;q=0.4, de;q=0.9, *;q=0.1"})

    anna = User.objects.get(username="anna")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert get_user(client) == anna
    assert anna.check_password(PASSWORD)
    assert (anna.email, anna.is_staff, anna.is_superuser, anna.is_active) == ("anna@example.org", False, False, True)
    assert (anna.home_currency, anna.locale, anna.time_zone) == ("CHF", "de_CH", "Europe/Zurich")
    assert (anna.first_day_of_week, anna.theme) == (0, "auto")


def test_signup_lets_the_ledger_do_its_part(alice, client, hook_calls):
    client.post(URL, ANNA)

    assert hook_calls == [("new person", "anna")]


@pytest.mark.django_db
def test_first_person_becomes_the_administrator_and_is_told_before_and_after(client):
    before = client.get(URL)
    client.post(URL, ANNA)
    after = [str(message) for message in client.get("/accounts/settings/").context["messages"]]

    anna = User.objects.get()
    assert "<strong>administrator</strong>" in before.content.decode()
    assert (anna.is_staff, anna.is_superuser) == (True, True)
    assert after == [
        "Welcome, anna. You are the administrator of this site: <a href='/admin/'>see people and records</a>."
    ]


def test_later_person_is_not_told_of_the_administrator(alice, client):
    before = client.get(URL)
    client.post(URL, ANNA)
    after = [str(message) for message in client.get("/accounts/settings/").context["messages"]]

    assert "administrator" not in before.content.decode()
    assert after == [
        "Welcome, anna. Totals are in EUR; <a href='/accounts/settings/'>choose another currency or time zone</a>."
    ]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("username", "", "This field is required."),
        ("username", "anna@example.org", "Use letters, digits and . + - _ only."),
        ("username", "anna b", "Use letters, digits and . + - _ only."),
        ("username", "an\x00na", "Null characters are not allowed."),
        ("username", "an\tna", "Use letters, digits and . + - _ only."),
        ("username", "anna\u202egnp", "Use letters, digits and . + - _ only."),
        ("username", "<script>", "Use letters, digits and . + - _ only."),
        ("username", "a" * 151, "Ensure this value has at most 150 characters (it has 151)."),
        ("username", "a" * 10_000, "Ensure this value has at most 150 characters (it has 10000)."),
        ("username", "alice", "This username is taken. Choose another one."),
        ("username", "ALICE", "This username is taken. Choose another one."),
        ("username", "ａｌｉｃｅ", "This username is taken. Choose another one."),
        ("email", "", "This field is required."),
        ("email", "anna", "Enter a valid email address."),
        ("email", "anna@example.org\nBcc: all@example.org", "Enter a valid email address."),
        ("email", "alice@example.org", "This e-mail address is in use. Sign in, or reset the password."),
        ("email", "ALICE@EXAMPLE.org", "This e-mail address is in use. Sign in, or reset the password."),
        ("email", f"{'a' * 250}@example.org", "Ensure this value has at most 254 characters (it has 262)."),
    ],
)
def test_signup_says_beside_the_field_what_is_wrong(alice, client, field, typed, sentence):
    response = client.post(URL, {**ANNA, field: typed})

    assert response.status_code == 200
    assert sentence in errors_of(response)[field]
    assert list(errors_of(response)) == [field]
    assert list(User.objects.all()) == [alice]


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("abc", "abc", "This password is too short. It must contain at least 8 characters."),
        ("password123", "password123", "This password is too common."),
        ("8472659103", "8472659103", "This password is entirely numeric."),
        ("annaannaanna", "annaannaanna", "The password is too similar to the username."),
        (PASSWORD, PASSWORD + "x", "The two password fields didn’t match."),
        (PASSWORD, "", "This field is required."),
    ],
)
def test_signup_refuses_a_weak_password(alice, client, password, again, sentence):
    answers = {**ANNA, "username": "annaannaann", "password1": password, "password2": again}

    response = client.post(URL, answers)

    assert sentence in errors_of(response)["password2"]
    assert list(User.objects.all()) == [alice]


def test_signup_keeps_a_name_that_differs_by_case_beyond_ascii_apart_from_nobody(alice, client):
    User.objects.create_user("Änne", "first@example.org")

    response = client.post(URL, {**ANNA, "username": "ÄNNE"})

    assert errors_of(response)["username"] == ["This username is taken. Choose another one."]


@pytest.mark.parametrize("time_zone", ["", "Nowhere/Else", "\x00", "x" * 10_000, "../../etc/passwd"])
def test_signup_takes_any_time_zone_for_a_guess(alice, client, time_zone):
    client.post(URL, {**ANNA, "time_zone": time_zone})

    assert User.objects.get(username="anna").time_zone == "Europe/Dublin"


def test_signup_goes_where_it_was_asked_for_on_this_site_alone(alice):
    inside = Client().post(URL, {**ANNA, "next": "/expenses/?q=hat"})
    outside = Client().post(URL, {**ANNA, "username": "bea", "email": "b@x.org", "next": "https://evil.example/"})

    assert (inside["Location"], outside["Location"]) == ("/expenses/?q=hat", "/")


def test_signup_takes_nobody_who_is_signed_in(alice_client):
    response = alice_client.get(URL)

    assert (response.status_code, response["Location"]) == (302, "/")


def test_signup_ignores_fields_that_are_not_asked_for(alice, client):
    client.post(URL, {**ANNA, "is_superuser": "on", "is_staff": "on", "home_currency": "USD", "id": alice.pk})

    anna = User.objects.get(username="anna")
    assert (anna.is_staff, anna.is_superuser, anna.home_currency) == (False, False, "EUR")


def test_closed_signup_says_so(alice, client, settings):
    settings.SIGNUP_OPEN = False

    page, attempt = client.get(URL), client.post(URL, ANNA)

    assert (page.status_code, attempt.status_code) == (403, 403)
    assert "Sign-up is closed" in page.content.decode()
    assert list(User.objects.all()) == [alice]


@pytest.mark.django_db
def test_closed_signup_lets_the_first_person_in(client, settings):
    settings.SIGNUP_OPEN = False

    response = client.post(URL, ANNA)

    assert response.status_code == 302
    assert User.objects.get().is_superuser


def test_closed_signup_is_not_offered(alice, client, settings):
    settings.SIGNUP_OPEN = False

    assert "/accounts/signup/" not in client.get("/accounts/login/").content.decode()


def test_signup_allows_no_other_method(alice, client):
    assert client.delete(URL).status_code == 405


@pytest.mark.parametrize("field", ["username", "email"])
def test_name_taken_since_the_form_was_checked_is_said(alice, client, monkeypatch, field):
    def somebody_is_faster(**kwargs):
        User.objects.create_user(**{"username": "other", "email": "other@example.org", field: ANNA[field]})
        raise IntegrityError

    monkeypatch.setattr("accounts.views.registration.register", somebody_is_faster)

    response = client.post(URL, ANNA)

    assert list(errors_of(response)) == [field]
    assert get_user(client).is_anonymous


def test_failure_of_the_ledger_leaves_nobody_behind(alice, settings):
    settings.NEW_PERSON_HOOKS = ["accounts.tests.hooks.break_down"]

    with pytest.raises(RuntimeError):
        registration.register(person=User(username="anna"), preferences=PREFERENCES)
    assert list(User.objects.all()) == [alice]


@pytest.mark.django_db(transaction=True)
def test_of_two_first_people_at_once_one_becomes_the_administrator(settings):
    settings.NEW_PERSON_HOOKS = []
    start = threading.Barrier(4)

    def sign_up(name):
        start.wait(timeout=10)
        try:
            registration.register(person=User(username=name, password="!"), preferences=PREFERENCES)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up, args=[f"person{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert User.objects.count() == 4
    assert User.objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_first_people_at_once_one_gets_in_where_signup_is_closed(settings):
    settings.SIGNUP_OPEN = False
    settings.NEW_PERSON_HOOKS = []
    start = threading.Barrier(2)
    refused = []

    def sign_up(name):
        start.wait(timeout=10)
        try:
            registration.register(person=User(username=name, password="!"), preferences=PREFERENCES)
        except registration.SignUpClosedError:
            refused.append(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up, args=[name]) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert User.objects.count() == 1
    assert len(refused) == 1


def test_signup_page_needs_few_queries(client, alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(URL)
