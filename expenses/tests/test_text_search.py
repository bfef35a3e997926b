import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.models import Expense
from expenses.text_search import case_variants, text_condition

pytestmark = pytest.mark.django_db


def found(owner, text: str) -> list[str]:
    rows = Expense.objects.for_user(owner).filter(text_condition(text, "description", "notes"))
    return sorted(rows.values_list("description", flat=True))


@pytest.mark.parametrize("text", ["österreich", "ÖSTERREICH", "Österreich", "sterr", "O\u0308sterreich"])
def test_search_does_not_regard_case_beyond_ascii(text, alice, make_expense):
    make_expense(alice, description="Zug nach Österreich")
    make_expense(alice, description="ÖSTERREICHISCHE POST")
    make_expense(alice, description="Ostern")

    assert found(alice, text) == ["Zug nach Österreich", "ÖSTERREICHISCHE POST"]


def test_search_wants_every_word_in_description_or_notes(alice, make_expense):
    make_expense(alice, description="Coffee", notes="in Berlin, with Tom")
    make_expense(alice, description="Coffee")
    make_expense(alice, description="Berlin")

    assert found(alice, "berlin coffee") == ["Coffee"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "50%"])
def test_search_takes_signs_literally(text, alice, make_expense):
    make_expense(alice, description="Lunch")
    make_expense(alice, description="50% off \\ _")

    assert found(alice, text) == ["50% off \\ _"]


def test_search_finds_words_with_many_other_letters(alice, make_expense):
    make_expense(alice, description="КНИЖНЫЙ МАГАЗИН")

    assert found(alice, "магазин") == ["КНИЖНЫЙ МАГАЗИН"]


@given(word=st.text(min_size=1, max_size=30))
def test_variants_are_few_and_hold_the_word_itself(word):
    variants = case_variants(word)

    assert word in variants
    assert len(variants) <= 27
