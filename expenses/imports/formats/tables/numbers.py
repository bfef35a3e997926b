"""Amounts in tables: which mark stands for decimals is found out per file, currency signs and words are set aside."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

DecimalMark = Literal[".", ","]

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,13})?").fullmatch
_LOOKALIKES = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "＋": "+", "’": "'", "´": "'", "`": "'"}
    | {"，": ",", "．": ".", "٫": ".", "٬": "'", "（": "(", "）": ")", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)
_UNIT = r"(?:[^\W\d_]{1,4}\.?\$?|[^\w\s.,+\-()'\"/%:*#@&<>=]{1,3}|[A-Z]{0,3}\$)"
_MARK = r"CR|DR|Cr|Dr|cr|dr|Cr\.|Dr\.|C|D|H|S"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?:{_UNIT})?\s*(?P<inner>[+-])?\s*"
    r"(?P<digits>[0-9][0-9.,' ]*|[.,][0-9]+)(?P<empty>[-–]{0,2})\s*(?P<after>[+-])?\s*"
    rf"(?P<unit>{_UNIT})?\s*(?P<late>[+-])?\s*(?P<close>\))?\s*(?P<mark>{_MARK})?",
).fullmatch
_NOTE_BEHIND = re.compile(r"(?<=[0-9])\s*\([^()]*\)$")
_GROUPED = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{2,3}})*{re.escape(mark)}[0-9]{{3}}").fullmatch
    for mark in (",", ".", "'", " ")
}
_WHOLE = re.compile(r"[0-9]{1,15}").fullmatch
_OUT_MARKS = frozenset({"DR", "DR.", "D", "S"})
LONGEST = 60


class Number(NamedTuple):
    """One number as written: the digits with their marks, its sign (-1, 0 for none, 1), the unit before or behind."""

    digits: str
    sign: int
    marked: str = ""


def split_number(text: str) -> Number | None:
    """Return the digits and signs of `-1.234,56`, `(12.00)`, `£1,100.00`, `+ £5`, `CNY13.50`, `5.00CR`, else None.

    The apostrophe that guards a cell against formulas and a note in brackets behind the number are set aside.
    """
    if len(text) > LONGEST:
        return None
    # Blanks next to each other could be shared out among the parts of the pattern in millions of ways.
    text = " ".join(text.translate(_LOOKALIKES).split())
    if text[:1] in {"'", "="}:
        text = text[1:].strip('"')
    text = _NOTE_BEHIND.sub("", text)
    found = _NUMBER(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["sign"], found["inner"], found["after"], found["late"]) if sign]
    if len(signs) > 1 or (found["open"] and signs):
        return None
    if found["empty"] and found["digits"][-1:] not in {",", "."} and (signs or len(found["empty"]) > 1):
        return None
    behind = (found["mark"] or found["unit"] or "").upper()
    digits = found["digits"].strip()
    is_out = "-" in signs or bool(found["open"]) or (found["empty"] == "-" and digits[-1:] not in {",", "."})
    sign = -1 if is_out else 1 if signs else 0
    return Number(digits.rstrip(",.") if found["empty"] else digits, sign, behind)


def read_number(text: str, mark: DecimalMark) -> Decimal | None:
    """Return the signed number of a cell, None where it is none; `mark` settles `1.234` and `1,234`.

    A mark behind the number says its direction where no sign does: DR is money out.
    """
    if _PLAIN(text) and (mark == "." or "." not in text):
        return Decimal(text)
    number = split_number(text)
    plain = _without_groups(number.digits, mark) if number else ""
    if not number or not _PLAIN(plain):
        return None
    is_out = number.sign < 0 or (not number.sign and number.marked in _OUT_MARKS)
    return -Decimal(plain) if is_out else Decimal(plain)


def read_numbers(texts: Iterable[str], mark: DecimalMark) -> list[Decimal | None]:
    """Return the number of every cell, each different text read once."""
    texts = list(texts)
    known = {text: read_number(text, mark) for text in set(texts)}
    return list(map(known.__getitem__, texts))


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number and nothing else, whichever its decimal mark."""
    number = split_number(text)
    return number is not None and any(_PLAIN(_without_groups(number.digits, mark)) for mark in (".", ","))


def decide_mark(texts: Iterable[str]) -> tuple[DecimalMark, bool]:
    """Return the decimal mark of a file's amounts, and whether that is more than a guess.

    What stands last of both marks, or before one, two or four digits, is the decimal mark; before three it may be
    either.
    """
    votes: Counter[DecimalMark] = Counter()
    maybe: Counter[DecimalMark] = Counter()
    for text in set(texts):
        number = split_number(text)
        if number and not text.isdigit():
            settled, open_ = _marks(number.digits)
            votes.update(settled)
            maybe.update(open_)
    if votes:
        return votes.most_common(1)[0][0], True
    return ("," if maybe["."] > maybe[","] else "."), not maybe


def _marks(digits: str) -> tuple[list[DecimalMark], list[DecimalMark]]:
    """Return the decimal mark a number shows, and the mark it shows that groups as likely."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return (["."] if digits.rfind(".") > digits.rfind(",") else [","]), []
    if not points and not commas:
        return [], []
    mark: DecimalMark = "." if points else ","
    other: DecimalMark = "," if points else "."
    if points + commas > 1:
        return [other], []
    if not _GROUPED[mark](digits) or digits.startswith("0"):
        return [mark], []
    return [], [mark]


def _without_groups(digits: str, mark: DecimalMark) -> str:
    """Return the digits with a point before the decimals, "" where the marks make no sense.

    The other mark stands for decimals where it cannot stand for groups: files mix them.
    """
    whole, decimal_mark, decimals = digits, "", ""
    settled, open_ = _marks(digits)
    if settled or open_:
        decimal_mark = settled[0] if settled else open_[0] if open_[0] == mark else ""
        if decimal_mark and digits.count(decimal_mark) > 1:
            return ""
        if decimal_mark and decimal_mark in digits:
            whole, _, decimals = digits.rpartition(decimal_mark)
    if whole and not _WHOLE(whole):
        groups = next((group for group in (",", ".", "'", " ") if group in whole), "")
        if not groups or not _GROUPED[groups](whole):
            return ""
        whole = whole.replace(groups, "")
    if not whole and not decimals:
        return ""
    return f"{whole or '0'}.{decimals}" if decimals else whole
