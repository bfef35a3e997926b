"""Text search that finds "Österreich" for "österreich" on every database."""

import unicodedata
from itertools import product

from django.db.models import Q

MOST_WORDS = 8
MOST_COMBINED_LETTERS = 3


def text_condition(text: str, *fields: str) -> Q:
    """Return the condition that each word of `text` stands in one of `fields`, without regard to case."""
    condition = Q()
    for word in unicodedata.normalize("NFC", text).split()[:MOST_WORDS]:
        condition &= _any_of(fields, case_variants(word))
    return condition


def phrase_condition(text: str, *fields: str) -> Q:
    """Return the condition that `text` stands in one of `fields` as it is, blanks included, without regard to case."""
    return _any_of(fields, case_variants(unicodedata.normalize("NFC", text)))


def case_variants(word: str) -> list[str]:
    """Return how `word` may be written, as far as a search that folds only ASCII letters tells them apart.

    SQLite does, and so does PostgreSQL in the "C" locale. Up to three other letters are tried in every combination,
    longer words in small letters, in capitals and with a first capital.
    """
    letters = [{letter} if letter.isascii() else {letter, letter.lower(), letter.upper()} for letter in word]
    if sum(len(forms) > 1 for forms in letters) <= MOST_COMBINED_LETTERS:
        return sorted("".join(forms) for forms in product(*letters))
    return sorted({word, word.lower(), word.upper(), word.capitalize()})


def _any_of(fields: tuple[str, ...], variants: list[str]) -> Q:
    condition = Q()
    for field in fields:
        for variant in variants:
            condition |= Q(**{f"{field}__icontains": variant})
    return condition
