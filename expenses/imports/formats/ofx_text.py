"""Who was paid and what for, from the tags of an OFX row: banks differ in what they put where."""

import re

from expenses.imports.formats.text import one_line, unescape

_NUMBER_ONLY = re.compile(r"[\d\s*./-]+").fullmatch
_KINDS = {
    "ATM": "Cash machine", "CASH": "Cash withdrawal", "DEP": "Deposit", "DIRECTDEBIT": "Direct debit",
    "DIRECTDEP": "Direct deposit", "DIV": "Dividend", "FEE": "Fee", "INT": "Interest", "PAYMENT": "Payment",
    "POS": "Card payment", "REPEATPMT": "Standing order", "SRVCHG": "Service charge", "XFER": "Transfer",
}  # fmt: skip


def tidy(text: str) -> str:
    """Return a text that is on one line already without blanks around it, and with one between words."""
    text = text.strip()
    return " ".join(text.split()) if "  " in text else text


def texts_of(leaves: dict[str, str]) -> tuple[str, str, str]:
    """Return description, counterparty and notes; of a row without a text, what kind of movement it is."""
    name = leaves.get("NAME", "")
    if "EXTDNAME" in leaves or not name:
        name = leaves.get("EXTDNAME") or name or leaves.get("PAYEE", "")
    said = texts(" ".join(name.split()), " ".join(leaves.get("MEMO", "").split()))
    return said if said[0] else (_KINDS.get(leaves.get("TRNTYPE", "").strip().upper(), ""), "", "")


def texts(name: str, memo: str) -> tuple[str, str, str]:
    """Return description, counterparty and notes: some banks put a number in NAME, or cut in it what MEMO has whole."""
    if "&" in name or "&" in memo:
        name, memo = one_line(unescape(name)), one_line(unescape(memo))
    if not name:
        return memo, "", ""
    if memo in name:
        return name, name, ""
    if not name[0].isalpha() and _NUMBER_ONLY(name):
        return memo, "", name
    return (memo, name, "") if memo.startswith(name) else (name, name, memo)


def with_check_number(said: tuple[str, str, str], leaves: dict[str, str]) -> tuple[str, str, str]:
    """Return the texts, with the number of a check: `CHECK` alone says nothing of it."""
    number = leaves.get("CHECKNUM", "").strip().lstrip("0")
    if not number or leaves.get("TRNTYPE", "").strip().upper() != "CHECK" or any(number in text for text in said):
        return said
    description, counterparty, notes = said
    check = f"Check {one_line(number)}"
    if not description or description.casefold() == "check":
        return check, "", notes
    return description, counterparty, f"{notes}; {check}" if notes else check
