"""Texts that a spreadsheet would run as a formula: defused on the way out, and precisely undone on the way in."""

import re

# = + - @ in both widths, also behind blanks that are trimmed on the way; TAB and CR start a cell of their own.
# Apostrophes in front belong to the pattern, so that a text that began with one before comes back with it.
_RUNS = re.compile(r"'*(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠])")


def defuse(text: str) -> str:
    """Return `text` with an apostrophe in front where a spreadsheet would run it as a formula."""
    return "'" + text if _RUNS.match(text) else text


def restore(text: str) -> str:
    """Return what `defuse` was given. A text that it does not make, such as "'90s hits", stays as it is."""
    return text[1:] if text.startswith("'") and _RUNS.match(text, 1) else text
