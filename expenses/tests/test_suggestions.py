import datetime

import pytest

from expenses import suggestions
from expenses.categories.tree import CategoryTree
from expenses.suggestions import suggest_descriptions

pytestmark = pytest.mark.django_db

SUGGESTIONS = "/expenses/suggestions/"
DAY = datetime.date(2026, 3, 14)


def suggest(owner, text: str) -> list[str]:
    return [each.description for each in suggest_descriptions(text, user=owner, tree=CategoryTree.of(owner))]


def test_suggestion_brings_what_is_usual(alice, alice_client, make_category, make_tag, make_expense):
    food, drinks = make_category(alice, "Food"), make_category(alice, "Drinks")
    for category, currency in ((food, "USD"), (food, "USD"), (drinks, "EUR")):
        make_expense(alice, description="Café Central", category=category, currency=currency)
    make_expense(alice, description="café central", category=food, currency="USD", tags=[make_tag(alice, "work")])

    found = alice_client.get(SUGGESTIONS, {"q": "CAFÉ"}).json()

    assert found == {
        "suggestions": [
            {
                "description": "café central",
                "category_id": str(food.pk),
                "category": "Food",
                "currency": "USD",
                "tags": ["work"],
            }
        ]
    }


def test_suggestions_that_begin_so_come_before_those_that_hold_it(alice, make_expense):
    for description in ("Green tea", "Green tea", "Green tea", "Tea", "Teapot", "Teapot", "Coffee"):
        make_expense(alice, description=description)

    assert suggest(alice, "tea") == ["Teapot", "Tea", "Green tea"]


def test_suggestions_are_of_ones_own_history(alice, alice_client, bob):
    assert alice_client.get(SUGGESTIONS, {"q": "secret"}).json() == {"suggestions": []}


@pytest.mark.parametrize("text", ["", "t", " t ", "\x00", "%", "zz"])
def test_too_little_text_suggests_nothing(text, alice, alice_client, make_expense):
    make_expense(alice, description="tea")

    assert alice_client.get(SUGGESTIONS, {"q": text}).json() == {"suggestions": []}


def test_absurd_text_suggests_nothing(alice_client):
    assert alice_client.get(SUGGESTIONS, {"q": "x" * 3_000}).json() == {"suggestions": []}


def test_only_the_newest_are_looked_at(alice, make_expense, monkeypatch):
    monkeypatch.setattr(suggestions, "NEWEST_LOOKED_AT", 2)
    for ago, description in enumerate(["tea new", "tea middle", "tea old"]):
        make_expense(alice, description=description, date=DAY - datetime.timedelta(days=ago))

    assert sorted(suggest(alice, "tea")) == ["tea middle", "tea new"]


def test_suggestions_ask_the_same_for_any_history(alice, alice_client, make_expense, django_assert_num_queries):
    alice_client.get(SUGGESTIONS)
    for count in (1, 2, 30):
        for n in range(count):
            make_expense(alice, description=f"tea {count} {n}")
        with django_assert_num_queries(6):
            alice_client.get(SUGGESTIONS, {"q": "tea"})
