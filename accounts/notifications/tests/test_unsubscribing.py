import pytest
from django.test import Client
from django.urls import reverse

from accounts.notifications.choices import ways_of_kinds
from accounts.notifications.unsubscribing import COLLECTED, unsubscribe_url
from accounts.removal import remove_person

pytestmark = pytest.mark.django_db


def path_of(person, scope):
    return unsubscribe_url(person, scope).removeprefix("http://localhost:8000")


def email_of(person):
    return {name for name, ways in ways_of_kinds(person).items() if ways.email}


def test_opening_the_link_stops_nothing_yet(client, alice):
    before = email_of(alice)

    page = client.get(path_of(alice, "budget"))

    assert (page.status_code, email_of(alice)) == (200, before)
    assert "Budgets" in page.content.decode()


def test_post_without_a_session_stops_letters_of_one_kind(alice, bob):
    before = email_of(alice)

    Client(enforce_csrf_checks=True).post(path_of(alice, "budget"))

    assert email_of(alice) == before - {"budget"}
    assert ways_of_kinds(alice)["budget"].in_app
    assert email_of(bob) == before


def test_post_stops_the_letter_of_the_day_but_not_what_is_urgent(client, alice):
    page = client.post(path_of(alice, COLLECTED)).content.decode()

    assert email_of(alice) == {"sign_in", "test"}
    assert "<li>Budgets</li>" in page
    assert "<li>Goals</li>" not in page  # no letters came about them


@pytest.mark.parametrize("method", ["get", "post"])
def test_address_that_we_did_not_make_stops_nothing(client, alice, method):
    before = email_of(alice)

    answer = getattr(client, method)(path_of(alice, "budget").replace("/unsubscribe/", "/unsubscribe/x"))

    assert (answer.status_code, email_of(alice)) == (404, before)


def test_address_of_a_person_who_is_gone_says_so(client, make_user, staff_queries):
    carol = make_user("carol")
    path = path_of(carol, "budget")
    with staff_queries():
        remove_person(carol)

    assert client.get(path).status_code == 404


def test_service_worker_answers_for_the_whole_site(client):
    answer = client.get(reverse("notifications:service-worker"))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert (answer.headers["Cache-Control"], reverse("notifications:service-worker")) == (
        "no-cache",
        "/service-worker.js",
    )
    assert b'addEventListener("push"' in answer.content
