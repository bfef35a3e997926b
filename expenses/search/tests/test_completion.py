import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.search.completion import OFFERED, complete, word_at
from expenses.search.names import Names

pytestmark = pytest.mark.django_db

URL = "/searches/complete/"


@pytest.fixture
def ledger(alice, bob, make_category, make_tag, make_wallet):
    food = make_category(alice, "Food")
    make_category(alice, "Fast food", parent=food)
    make_category(alice, "Seafood")
    make_tag(alice, "work")
    make_wallet(alice, "My cash")


def offered(client, text: str, at: int | None = None) -> list[tuple[str, str, int]]:
    answer = client.get(URL, {"q": text, "at": len(text) if at is None else at})
    return [(each["label"], each["query"], each["at"]) for each in answer.json()["suggestions"]]


def test_completes_keys_and_then_names(alice_client, ledger):
    assert offered(alice_client, "ca") == [("category:", "category:", 9)]
    assert offered(alice_client, "tea a") == [("amount>", "tea amount>", 11)]
    assert offered(alice_client, "wo") == [("work", "tag:work ", 9)]
    assert offered(alice_client, "my") == [("My cash", 'wallet:"My cash" ', 17)]
    assert offered(alice_client, "fas") == [("Food: Fast food", 'category:"Food: Fast food" ', 27)]


def test_completes_names_the_beginnings_first(alice_client, ledger):
    labels = [label for label, _, _ in offered(alice_client, "category:foo")]

    assert labels == ["Food", "Food: Fast food", "Seafood"]


@pytest.mark.parametrize(
    ("text", "at", "query", "place"),
    [
        ('category:"fast f', 16, 'category:"Food: Fast food" ', 27),
        ('category:"fast f" tea', 16, 'category:"Food: Fast food" tea', 27),
        ("tea category:sea milk", 16, "tea category:Seafood milk", 21),
        ("-category:sea", 13, "-category:Seafood ", 18),
        ("(category:sea)", 13, "(category:Seafood )", 18),
        ("tag:#wo", 7, "tag:work ", 9),
    ],
)
def test_puts_a_name_in_place_of_the_word(text, at, query, place, alice_client, ledger):
    assert offered(alice_client, text, at)[0][1:] == (query, place)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("is:re", ["refund", "recurring"]),
        ("has:no", ["notes"]),
        ("date:this", ["this-month", "this-year"]),
        ("date>yes", ["yesterday"]),
        ("currency:yen", ["JPY"]),
        ("amount>5", []),
        ("category:secret", []),
        ("tag:bobs", []),
        ("tea ", []),
        ("xyz:a", []),
    ],
)
def test_completes_words(text, labels, alice_client, ledger):
    assert [label for label, _, _ in offered(alice_client, text)] == labels


def test_an_empty_box_offers_what_can_be_asked(alice_client):
    labels = [label for label, _, _ in offered(alice_client, "")]

    assert labels[:4] == ["category:", "tag:", "wallet:", "amount>"]


@pytest.mark.parametrize("at", ["", "x", "-1", "²", "9" * 30])
def test_a_wrong_place_is_the_end(at, alice_client, ledger):
    answer = alice_client.get(URL, {"q": "category:sea", "at": at})

    assert [each["label"] for each in answer.json()["suggestions"]] == ["Seafood"]


def test_names_are_asked_for_only_when_needed(alice, ledger, django_assert_num_queries):
    with django_assert_num_queries(1):
        complete("category:f", 10, Names(alice))
    with django_assert_num_queries(0):
        complete("is:r", 4, Names(alice))


@given(text=st.text(max_size=30), at=st.integers(-5, 40))
def test_completes_any_text_to_few(text, at):
    names = Names(User(pk=1), tree=CategoryTree([]), tags={1: "wörk", 2: 'a "b" c'}, wallets={})

    found = complete(text, at, names)

    assert len(found) <= OFFERED
    assert all(0 <= one.at <= len(one.query) for one in found)


@given(text=st.text(max_size=30), at=st.integers(0, 30))
def test_a_word_holds_the_cursor(text, at):
    at = min(at, len(text))

    word = word_at(text, at)

    assert 0 <= word.start <= at <= word.end <= len(text)
