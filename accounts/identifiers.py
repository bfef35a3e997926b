"""What a person signs in with, usernames and e-mail addresses, written in one way whoever types them."""

import unicodedata


def normalize_username(username: str) -> str:
    """Return `username` in NFKC, with its letters beyond ASCII in lower case.

    Both engines compare with LOWER(), which knows no letters but those of ASCII on SQLite: the others must not differ
    by case, or "Änne" and "änne" would be two people.
    """
    return "".join(map(_lower_beyond_ascii, unicodedata.normalize("NFKC", username)))


def _lower_beyond_ascii(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 and not letter.isascii() else letter


def normalize_email(email: str) -> str:
    """Return `email` with its domain in lower case; what stands before the "@" is kept as typed."""
    name, at, domain = unicodedata.normalize("NFKC", email).strip().rpartition("@")
    return f"{name}{at}{domain.lower()}" if at else domain


def sign_in_key(login: str) -> str:
    """Return what LOWER() in the database gives for a username or an e-mail address."""
    return normalize_email(login).lower() if "@" in login else normalize_username(login).lower()
