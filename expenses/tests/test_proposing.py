"""The category that is proposed while a record is typed, and the rule that a record begins."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.models import Category
from expenses.views import proposing

EXPENSE_URL, INCOME_URL = reverse("expenses:expense-suggest-category"), reverse("expenses:income-suggest-category")


def propose(client, text, url=EXPENSE_URL, **said):
    return client.get(url, {"q": text, **said}).json()


@pytest.fixture
def food(alice, make_category):
    return make_category(alice, "Food")


@pytest.fixture
def habits(alice, food, make_category, make_expense):
    """Say by ten records each what alice calls food, and what rent."""
    rent = make_category(alice, "Rent")
    for _ in range(10):
        make_expense(alice, description="Corner bakery", amount="4", category=food)
        make_expense(alice, description="Landlord Smith", amount="900", category=rent)


def test_the_past_proposes_a_category(alice_client, habits, food):
    found = propose(alice_client, "corner bakery 12", amount="4.20")

    assert found == {"category_id": str(food.pk), "category": "Food", "reason": "As you chose before"}


def test_a_rule_comes_before_the_past(alice, alice_client, habits, make_category):
    treats = make_category(alice, "Treats")
    said = {"name": "Bakery", "kind": "expense", "look_in": "description", "match": "contains", "texts": "bakery"}
    alice_client.post(reverse("expenses:rule-create"), {**said, "category": treats.pk})

    found = propose(alice_client, "Corner bakery")

    assert (found["category"], found["reason"]) == ("Treats", "Your rule says so")


def test_words_of_shops_propose_where_there_is_no_past(alice, alice_client, make_category):
    make_category(alice, "Groceries")

    found = propose(alice_client, "LIDL SAGT DANKE")

    assert (found["category"], found["reason"]) == ("Groceries", "By its words")


@pytest.mark.parametrize("text", ["", "x", " \x00 ", "qqqqzzzz unheard of"])
def test_nothing_is_proposed_where_nothing_is_known(alice_client, habits, text):
    assert propose(alice_client, text) == {}


def test_what_the_other_kind_has_is_not_proposed(alice_client, habits):
    assert propose(alice_client, "Corner bakery", INCOME_URL) == {}


def test_what_bob_chose_is_not_proposed(alice_client, bob, make_category, make_expense):
    clubs = make_category(bob, "Clubs")
    for _ in range(10):
        make_expense(bob, description="Bobs club", category=clubs)

    assert propose(alice_client, "Bobs club") == {}


@pytest.mark.parametrize(
    "said", [{"amount": "four"}, {"amount": "1/0"}, {"wallet": "x"}, {"wallet": "9" * 30}, {"wallet": "1"}]
)
def test_fields_that_are_not_filled_in_yet_do_no_harm(alice_client, habits, said):
    assert propose(alice_client, "Corner bakery", **said)["category"] == "Food"


def test_an_archived_category_is_not_proposed(alice, alice_client, habits, food):
    Category.objects.for_user(alice).filter(pk=food.pk).update(is_archived=True)

    assert propose(alice_client, "Corner bakery") == {}


def test_no_more_is_learned_while_typing_than_can_be_at_once(alice_client, habits, monkeypatch):
    monkeypatch.setattr(proposing, "LEARNED_WHILE_TYPING", 7)

    with CaptureQueriesContext(connection) as queries:
        propose(alice_client, "Corner bakery")

    learned = [query["sql"] for query in queries if "description" in query["sql"] and "LIMIT" in query["sql"]]
    assert [sql.partition("LIMIT")[2].strip() for sql in learned] == ["7"]


def test_it_is_only_asked(alice_client):
    assert [alice_client.post(url).status_code for url in (EXPENSE_URL, INCOME_URL)] == [405, 405]


def test_a_record_begins_a_rule(alice, alice_client, make_expense, food):
    record = make_expense(alice, description="Corner & bakery?", category=food)

    answer = alice_client.get(reverse("expenses:expense-rule", args=[record.pk]))
    form = alice_client.get(answer.url)
    page = alice_client.get(record.get_absolute_url()).content.decode()

    said = {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}
    words = "Corner & bakery?"
    assert said == {"name": words, "kind": "expense", "texts": words, "category": str(food.pk)}
    assert form.context["form"]["texts"].value() == words
    assert reverse("expenses:expense-rule", args=[record.pk]) in page


def test_the_form_of_a_rule_completes_own_tags_only(alice, bob, alice_client, make_tag):
    make_tag(alice, "work")
    make_tag(bob, "bobs")

    page = alice_client.get(reverse("expenses:rule-create")).content.decode()

    assert '<script id="tag-names" type="application/json">["work"]</script>' in page
    assert "js/tag-names" in page


def test_a_wallet_takes_income_too(alice, alice_client, make_wallet):
    wallet = make_wallet(alice, "Giro")

    page = alice_client.get(wallet.get_absolute_url()).content.decode()
    form = alice_client.get(f"{reverse('expenses:income-create')}?wallet={wallet.pk}").context["form"]

    assert f"{reverse('expenses:income-create')}?wallet={wallet.pk}" in page
    assert str(form["wallet"].value()) == str(wallet.pk)
