"""Amounts as statements write them: exact decimals, never a float."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?0*[0-9]{1,15}(?:\.[0-9]{1,13})?").fullmatch
_COMMA = re.compile(r"[+-]?0*[0-9]{1,15},[0-9]{0,13}").fullmatch
_UNIT = re.compile(r"^([+-]?)\s*(?:[A-Z]{3}\s?(?=[-+0-9])|[A-Z]{1,2}\$)|(?<=[0-9])\s?(?:[A-Z]{3}|kr\.?|zł|Kč)$")
_DECORATION = str.maketrans("", "", " \u00a0\u202f'’$€£¥\t")
_SIGNED = re.compile(r"(?P<before>[+-]?)(?P<number>[0-9.,]+)(?P<after>[+-]?)", re.ASCII).fullmatch
_GROUPS = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{2,3}})+").fullmatch for mark in ",."}
_LONE_GROUP = re.compile(r"[0-9]{1,3}[.,][0-9]{3}").fullmatch


def read_amount(text: str, *, group_mark: str = "") -> Decimal | None:
    """Return the signed amount, None where it is none or beyond 15 digits before and 13 after the decimal mark.

    Either mark may stand for the decimals, the other for groups: `1.234,56`, `1,234.56`, `500,`, `$120`, `(12.00)`.
    A lone mark stands for decimals; with a `group_mark` of `,`, `1,010` is a thousand and ten.
    """
    if group_mark != "." and _PLAIN(text):
        return Decimal(text)
    if not group_mark and _COMMA(text):
        return Decimal(text.replace(",", "."))
    text = _UNIT.sub(r"\1", text[:64].strip()).translate(_DECORATION).replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    found = _SIGNED(text)
    if not found or (found["before"] and found["after"]):
        return None
    number = _without_groups(found["number"], group_mark)
    plain = (found["before"] or found["after"]) + number
    return Decimal(plain) if _PLAIN(plain) else None


def _without_groups(number: str, lone: str) -> str:
    """Return digits with a point before the decimals, '' where the marks make no sense."""
    mark = _decimal_mark(number, lone)
    whole, _, decimals = number.rpartition(mark) if mark else (number, "", "")
    for group_mark in ",.":
        if group_mark in whole:
            if not _GROUPS[group_mark](whole):
                return ""
            whole = whole.replace(group_mark, "")
    if not whole and not decimals:
        return ""
    return f"{whole or '0'}.{decimals}" if decimals else whole


def _decimal_mark(number: str, group_mark: str) -> str:
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return max(",.", key=number.rfind)
    if points + commas != 1 or (group_mark and group_mark in number and _LONE_GROUP(number)):
        return ""
    return "." if points else ","
