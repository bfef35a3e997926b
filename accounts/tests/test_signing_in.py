import datetime

import pytest
from django.contrib.auth import get_user
from django.test import Client

from accounts.models import User
from conftest import PASSWORD

URL = "/accounts/login/"
WRONG = "This name and this password do not belong together. Try again, or reset the password."


def sign_in(client, username="alice", password=PASSWORD, **answers):
    return client.post(URL, {"username": username, "password": password, **answers})


@pytest.mark.parametrize("name", ["alice", "ALICE", " alice ", "ａｌｉｃｅ", "alice@example.org", "Alice@EXAMPLE.ORG"])
def test_person_signs_in_by_username_or_email_in_any_case(alice, bob, client, name):
    response = sign_in(client, name)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert get_user(client) == alice


def test_person_with_letters_beyond_ascii_signs_in_in_any_case(make_user, client):
    person = make_user("Änne-Σίσυφος", email="a@example.org")

    sign_in(client, "ÄNNE-ΣΊΣΥΦΟΣ")

    assert get_user(client) == person


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "wrong"),
        ("alice", PASSWORD.upper()),
        ("nobody", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("@", PASSWORD),
        ("%", PASSWORD),
        ("alic_", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_wrong_name_and_wrong_password_read_the_same(alice, bob, client, name, password):
    response = sign_in(client, name, password)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert get_user(client).is_anonymous


def test_person_kept_out_reads_the_same_as_a_stranger(alice, client):
    User.objects.update(is_active=False)

    response = sign_in(client)

    assert response.context["form"].non_field_errors() == [WRONG]


@pytest.mark.parametrize("name", ["a\x00b", "x" * 255, "x" * 100_000])
def test_absurd_name_is_refused_beside_its_field(alice, client, name):
    response = sign_in(client, name)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["username"]


def test_person_kept_out_is_signed_out_at_once(alice, alice_client):
    User.objects.filter(pk=alice.pk).update(is_active=False)

    response = alice_client.get("/accounts/settings/")

    assert response["Location"] == "/accounts/login/?next=/accounts/settings/"


@pytest.mark.parametrize(
    ("next_url", "goes_to"),
    [
        ("/expenses/?q=a&b=c", "/expenses/?q=a&b=c"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("https:///evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
        ("/accounts/login/", "/"),
        ("/accounts/login/?next=/x/", "/"),
        ("\x00", "/"),
    ],
)
def test_next_is_a_page_of_this_site(alice, client, next_url, goes_to):
    assert sign_in(client, next=next_url)["Location"] == goes_to


@pytest.mark.parametrize(
    "next_url", ["/accounts/login/", "/accounts/login/?next=/accounts/login/", "https://evil.example/"]
)
def test_page_sends_the_signed_in_on(alice_client, next_url):
    response = alice_client.get(URL, {"next": next_url})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_page_hands_on_next_to_the_form_and_to_signup(alice, client):
    page = client.get(URL, {"next": "/expenses/?q=a&b=c"}).content.decode()

    assert '<input type="hidden" name="next" value="/expenses/?q=a&amp;b=c">' in page
    assert 'href="/accounts/signup/?next=%2Fexpenses%2F%3Fq%3Da%26b%3Dc"' in page


@pytest.mark.django_db
def test_page_leads_the_first_person_to_signup(client):
    assert client.get(URL)["Location"] == "/accounts/signup/"


def test_password_is_hidden_from_error_reports_and_caches(alice, client, rf):
    page = client.get(URL)

    assert "no-store" in page["Cache-Control"]
    assert 'autocomplete="current-password"' in page.content.decode()
    assert 'autocomplete="username"' in page.content.decode()


# How long it lasts


def seconds_left(client):
    return client.session.get_expiry_age()


def test_session_ends_with_the_browser_or_after_its_idle_time(alice, client, settings):
    response = sign_in(client)

    assert response.cookies["sessionid"]["max-age"] == ""
    assert seconds_left(client) == settings.SESSION_IDLE_HOURS * 3600


def test_remembered_session_lasts_two_weeks(alice, client):
    response = sign_in(client, remember_me="on")

    assert response.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    assert seconds_left(client) == 14 * 24 * 3600


@pytest.mark.parametrize(
    ("remember_me", "idle"), [("", datetime.timedelta(hours=12)), ("on", datetime.timedelta(days=14))]
)
def test_session_in_use_goes_on_and_an_idle_one_ends(alice, client, time_machine, remember_me, idle):
    start = datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC)
    time_machine.move_to(start, tick=False)
    sign_in(client, remember_me=remember_me)

    seen = []
    for times in (0.9, 1.8, 2.7, 3.75):
        time_machine.move_to(start + times * idle, tick=False)
        seen.append(client.get("/accounts/settings/").status_code)

    assert seen == [200, 200, 200, 302]


def test_session_in_use_is_seldom_written(alice_client, django_assert_num_queries):
    alice_client.get("/accounts/settings/")

    with django_assert_num_queries(3) as queries:  # session, person, the fresh copy that the form may change
        alice_client.get("/accounts/settings/")

    assert [query["sql"].split()[0] for query in queries] == ["SELECT"] * 3


def test_signing_in_changes_the_session_key(alice, client):
    client.get(URL)
    session = client.session
    session["a"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    sign_in(client)

    assert client.session.session_key != before


# Signing out


def test_sign_out_by_post_ends_the_session(alice_client):
    response = alice_client.post("/accounts/logout/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    assert get_user(alice_client).is_anonymous


def test_sign_out_by_a_link_does_nothing(alice, alice_client):
    response = alice_client.get("/accounts/logout/")

    assert response.status_code == 405
    assert get_user(alice_client) == alice


def test_sign_out_after_the_session_ended_is_no_dead_end(alice, client):
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"


def test_sign_out_needs_the_token_of_the_page(alice):
    from conftest import SIGN_IN_BACKEND

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend=SIGN_IN_BACKEND)

    assert client.post("/accounts/logout/").status_code == 403


# Whoever is not signed in


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/accounts/settings/?a=b", "/accounts/settings/%3Fa%3Db"),
        ("https://evil.example/x", "/"),
        ("http://[::1", "/"),
        ("", "/"),
    ],
)
def test_form_sent_after_the_session_ended_leads_back_to_its_page(alice, client, referer, back):
    response = client.post("/accounts/theme/", {"theme": "dark"}, headers={"Referer": referer})

    assert response["Location"] == f"/accounts/login/?next={back}"


def test_public_page_does_not_read_the_session(alice_client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert alice_client.get("/healthz").status_code == 200


@pytest.mark.parametrize("key", ["aaaaaaaa\\000bbbb", "aaaaaaaa bbbb", "äöüäöüäöü"])
def test_cookie_that_is_no_key_of_a_session_is_none(db, client, key):
    assert client.get("/expenses/", HTTP_COOKIE=f'sessionid="{key}"').status_code == 302


@pytest.mark.parametrize("path", ["/", "/expenses/", "/accounts/settings/"])
def test_page_of_a_person_is_not_kept_by_the_browser(alice_client, path):
    assert alice_client.get(path)["Cache-Control"] == "private, no-store"


def test_page_without_a_person_says_nothing_of_caches(client):
    assert "Cache-Control" not in client.get("/healthz")
