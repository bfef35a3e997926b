"""Texts in cells that a spreadsheet program would run as formulas."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What makes a formula of a text. The apostrophe is among them so that `restore` gives back each text as it was."""


def defuse(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet program would compute it."""
    return f"'{text}" if text.startswith(STARTS) else text


def restore(text: str) -> str:
    """Undo `defuse`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text
