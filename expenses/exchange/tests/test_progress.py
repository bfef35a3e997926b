"""How far a revaluation is, in the settings and above the list of currencies."""

import pytest
from django.urls import reverse
from django.utils import timezone

from expenses.exchange.models import Revaluation

PART, LIST, SETTINGS = (
    reverse(f"{name}") for name in ("expenses:revaluation", "expenses:currency-list", "accounts:settings")
)


@pytest.fixture
def work(alice):
    return Revaluation.objects.create(owner=alice, total=8, done=2)


def ask(client, **headers):
    return client.get(PART, headers={"hx-request": "true", **headers})


def asked_again(client, page):
    """Return what the part answers where it stands on a page and asks for itself."""
    return ask(client, **{"hx-trigger": "revaluation", "hx-current-url": f"http://testserver{page}"})


def test_part_says_how_far_it_is_and_asks_for_itself(alice_client, bob_client, work):
    text = ask(alice_client).content.decode()

    assert "2 of 8" in text
    assert 'value="2" max="8"' in text
    assert f'hx-get="{PART}"' in text
    assert ask(bob_client).content.decode().strip() == ""


def test_part_is_empty_where_nothing_is_under_way(alice_client, work):
    Revaluation.objects.for_user(work.owner).update(done=8, finished_at=timezone.now())

    response = ask(alice_client, **{"hx-current-url": f"http://testserver{LIST}"})

    assert (response.status_code, response.content.strip()) == (200, b"")
    assert "HX-Refresh" not in response


def test_part_ends_in_the_settings_with_a_sentence_and_on_the_list_with_its_rates(alice_client, alice):
    in_settings, on_list = asked_again(alice_client, SETTINGS), asked_again(alice_client, LIST)

    assert "Everything is worked out in EUR." in in_settings.content.decode()
    assert "hx-get" not in in_settings.content.decode()
    assert "HX-Refresh" not in in_settings
    assert on_list["HX-Refresh"] == "true"


def test_pages_show_it_without_scripts_too(alice_client, work):
    listed, sent_on = alice_client.get(LIST), alice_client.get(PART)

    assert "2 of 8" in listed.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in listed.content.decode()
    assert (sent_on.status_code, sent_on.url) == (302, LIST)


def test_settings_ask_for_it_once_they_are_shown(alice_client):
    assert f'hx-get="{PART}" hx-trigger="load"' in alice_client.get(SETTINGS).content.decode()
