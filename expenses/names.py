"""Names that people give to categories and tags: written one way, told apart without regard to case."""

import unicodedata

JOINERS = "\u200c\u200d"  # Persian and Hindi words, and emoji of several parts, are written with them.
INVISIBLE_KINDS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"


def tidy_name(text: str) -> str:
    """Return `text` in Unicode's composed form, without blanks around it and with one blank between its words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(text: str) -> str:
    """Return what is equal for names that differ in case, blanks or composition only: "Café" and " CAFE\u0301"."""
    return unicodedata.normalize("NFC", tidy_name(text).casefold())


def has_invisible(text: str) -> bool:
    """Say whether `text` holds a character that cannot be seen: a control character, a mark of direction."""
    return any(unicodedata.category(letter) in INVISIBLE_KINDS and letter not in JOINERS for letter in text)


def is_blank(text: str) -> bool:
    """Say whether nothing of `text` can be seen."""
    return not any(letter not in JOINERS + BLANK_LETTERS and not letter.isspace() for letter in text)


def sort_key(text: str) -> str:
    """Return what names are put in order by: without regard to case and accents, on every database alike."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
