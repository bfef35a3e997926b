from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.categorising.learning import Example, Past
from expenses.categorising.words import words_of

FOOD, CAR, FUN = 1, 2, 3


def past(*rows):
    """Return what (description, category) or (description, category, amount, wallet) teach, the oldest first."""
    padded = [(*row, *("10", None)[len(row) - 2 :]) for row in rows]
    return Past(Example(text, Decimal(amount), wallet, category) for text, category, amount, wallet in padded)


def guess(known, description, amount="10", wallet=None):
    return known.guess(description, Decimal(amount), wallet)


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("POS REWE SAGT DANKE. 45678//Köln/DE", ("rewe", "koln")),
        ("McDonald's #1234", ("mcdonalds",)),
        ("Café Straße", ("cafe", "strasse")),
        ("H&M 0815", ("h&m",)),
        ("12345", ("12345",)),
        ("Card payment 12", ("card", "payment", "12")),
        ("", ()),
        ("…", ()),
    ],
)
def test_words_of_payment_and_numbers_are_taken_off(description, words):
    assert words_of(description) == words


def test_the_same_description_gets_the_same_category():
    known = past(("Rewe 123", FOOD), ("Shell", CAR), ("Rewe 456", FOOD))

    found = guess(known, "REWE 789")

    assert (found.category_id, found.is_familiar) == (FOOD, True)
    assert found.sureness > 0.8


def test_what_shares_words_is_guessed_less_surely():
    known = past(*[("Rewe City", FOOD)] * 3, *[("Shell Station", CAR)] * 3)

    same, similar = guess(known, "Rewe City"), guess(known, "Rewe Berlin")

    assert (similar.category_id, similar.is_familiar) == (FOOD, False)
    assert similar.sureness < same.sureness


def test_nothing_alike_is_no_guess():
    assert guess(past(("Rewe", FOOD)), "Shell") is None
    assert guess(past(), "Rewe") is None
    assert guess(past(("Rewe", FOOD)), "") is None


def test_two_corrections_outweigh_the_past():
    rows = [("Netflix", FUN)] * 20

    assert guess(past(*rows, ("Netflix", CAR)), "Netflix").category_id == FUN
    assert guess(past(*rows, ("Netflix", CAR), ("Netflix", CAR)), "Netflix").category_id == CAR


def test_the_amount_tells_apart_what_is_called_alike():
    known = past(*[("Apple", FUN, "9.99", None), ("Apple", CAR, "1200", None)] * 4)

    assert guess(known, "Apple", "9.99").category_id == FUN
    assert guess(known, "Apple", "1150").category_id == CAR


def test_the_wallet_tells_apart_what_is_called_alike():
    known = past(*[("Lunch", FUN, "10", 1), ("Lunch", CAR, "10", 2)] * 4)

    assert [guess(known, "Lunch", "3", wallet).category_id for wallet in (1, 2)] == [FUN, CAR]


def test_what_was_decided_both_ways_is_unsure():
    known = past(("Bazaar", FOOD, "5", None), ("Bazaar", CAR, "50", None))

    assert guess(known, "Bazaar", "500").sureness < 0.65


EXAMPLES = st.lists(
    st.builds(
        Example,
        description=st.text(alphabet="ab 1é", max_size=5),
        amount=st.decimals("-99", "99", places=2),
        wallet_id=st.none() | st.integers(1, 2),
        category_id=st.integers(1, 4),
    ),
    max_size=30,
)


@given(examples=EXAMPLES, description=st.text(max_size=6), amount=st.decimals("-1e11", "1e11", places=4))
def test_a_guess_is_a_known_category_with_a_share(examples, description, amount):
    found = Past(examples).guess(description, amount, 1)

    if found is not None:
        assert found.category_id in {example.category_id for example in examples}
        assert 0 < found.sureness <= 1


@given(examples=EXAMPLES)
def test_the_same_past_says_the_same(examples):
    asked = [(example.description, example.amount, example.wallet_id) for example in examples]
    first, second = Past(examples), Past(examples)

    assert [first.guess(*each) for each in asked] == [second.guess(*each) for each in reversed(asked)][::-1]
