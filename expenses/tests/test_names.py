import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from expenses.names import has_invisible, is_blank, name_key, sort_key, tidy_name


@given(st.text())
def test_tidying_twice_is_tidying_once(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@given(st.text())
def test_a_tidy_name_is_composed_and_has_no_blanks_to_spare(text):
    tidy = tidy_name(text)

    assert tidy == tidy.strip()
    assert "  " not in tidy
    assert unicodedata.is_normalized("NFC", tidy)


@given(st.text())
def test_the_key_is_the_same_in_any_case_and_composition(text):
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(text)
    assert name_key(text.swapcase().swapcase().casefold()) == name_key(text.casefold())


def test_names_are_sorted_without_regard_to_case_and_accents():
    assert sorted(["zoo", "Élan", "apes", "Bears"], key=sort_key) == ["apes", "Bears", "Élan", "zoo"]


def test_emoji_of_several_parts_can_be_seen():
    assert not has_invisible("👩‍👧 kids")
    assert not is_blank("👩‍👧")


def test_what_cannot_be_seen_is_found():
    assert all(has_invisible(text) for text in ("a\x00", "a\u202e", "\u200b", "\ud800", "a\n"))
    assert all(is_blank(text) for text in ("", " ", "\u200d", "\u3164", "\u2800"))
