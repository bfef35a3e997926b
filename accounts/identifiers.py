"""What a person signs in with, usernames and e-mail addresses, written in one way whoever types them."""

import unicodedata

ONE_WAY = str.maketrans({"ς": "σ", "İ": "i"})
"""Letters whose lower case depends on what stands around them or on the country."""


def normalize_username(username: str) -> str:
    """Return `username` in NFKC, with its letters beyond ASCII in lower case.

    Both engines compare with LOWER(), which knows no letters but those of ASCII on SQLite: the others must not differ
    by case, or "Änne" and "änne" would be two people.
    """
    letters = unicodedata.normalize("NFKC", username)
    return "".join(letter if letter.isascii() else letter.translate(ONE_WAY).lower() for letter in letters)


def normalize_email(email: str) -> str:
    """Return `email` with its domain in lower case; what stands before the "@" is kept as typed."""
    name, at, domain = unicodedata.normalize("NFKC", email).strip().rpartition("@")
    return f"{name}{at}{domain.lower()}" if at else domain


def sign_in_key(login: str) -> str:
    """Return what LOWER() in the database gives for a username or an e-mail address."""
    return normalize_email(login).lower() if "@" in login else normalize_username(login).lower()
