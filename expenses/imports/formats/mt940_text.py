"""What the free text of an MT940 row (:86:) says: each country packs payee and purpose into it in its own way."""

import re
from typing import NamedTuple

from expenses.imports.formats.text import one_line

_NUMBERED = re.compile(r"\s*(?:[0-9]{3})?([?>~^<|])(?=[0-9]{2})").match
_KEYWORD = re.compile(
    r"\b(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RREF|BREF|RTRN|ANAM|DDAT|MDAT|ULTC|ULTD|ULTB)\+"
)
_SLASHED = re.compile(
    r"/{1,2}(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|CNTP|ORDP|BENM|ADDR|PREF|SVCL|PURP|ULTC|ULTD|ULTB|TYPE|RTRN|KREF|ISDT|TR|ID)/"
)
is_iban = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}").fullmatch
_PURPOSE = frozenset(map(str, (*range(20, 30), *range(60, 64))))
_WRAPPED_AT = 27
_LINE_LENGTH = 65


class Details(NamedTuple):
    """Who and what for: purpose, the other side's name and account, and what kind of posting the bank calls it."""

    purpose: str = ""
    counterparty: str = ""
    other_account: str = ""
    posting: str = ""


def read_details(lines: list[str]) -> Details:
    """Return what the lines of :86: say, the tag taken off the first."""
    packed = "".join(lines)
    if found := _NUMBERED(packed):
        return _read_numbered(packed, found[1])
    text = _unwrap(lines)
    if _SLASHED.match(text):
        return _read_slashed(text)
    return _read_keywords(text)


def _read_numbered(packed: str, mark: str) -> Details:
    """Read `166?00GUTSCHRIFT?20SVWZ+Rent?32NAME`: purpose in 20 to 29 and 60 to 63, name in 32 and 33."""
    fields: dict[str, str] = {}
    for piece in packed.split(mark)[1:]:
        code = piece[:2]
        if code.isdecimal():
            fields[code] = f"{fields[code]} {piece[2:]}" if code in fields else piece[2:]
        elif fields:
            fields[next(reversed(fields))] += mark + piece
    # Polish banks fill the fields they do not use with a mark.
    purpose = [said for code, said in fields.items() if code in _PURPOSE and said != "˙"]
    details = _read_keywords(_rejoin(purpose))
    get = fields.get
    name = one_line(_rejoin([get("32", ""), get("33", "")]) if "33" in fields else get("32", ""))
    account = one_line(get("38") or get("31", ""))
    return Details(
        details.purpose,
        name or details.counterparty,
        account or details.other_account,
        one_line(get("00", "")),
    )


def _rejoin(pieces: list[str]) -> str:
    """Join lines that were cut after 27 characters, within words; a shorter line ends a word."""
    if len(pieces) < 2:
        return "".join(pieces)
    text = ""
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        text += piece if len(piece) >= _WRAPPED_AT and not _KEYWORD.match(following) else f"{piece} "
    return text


def _unwrap(lines: list[str]) -> str:
    """Join lines that were cut after 65 characters, the tag of the first included; a shorter line ends a word."""
    text = ""
    for place, line in enumerate(lines):
        full = len(line) + (len(":86:") if not place else 0) >= _LINE_LENGTH
        text += line if full else f"{line} "
    return text


def _read_slashed(text: str) -> Details:
    """Read `/IBAN/NL.../NAME/Shop/REMI/Order 7/EREF/...` and ING's `/CNTP/account/BIC/name/city/`."""
    pieces = _SLASHED.split(text)
    fields: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        fields.setdefault(key, value.strip("/ "))
    party = [one_line(part) for part in fields.get("CNTP", "").split("/")]
    account = fields.get("IBAN") or party[0]
    name = fields.get("NAME") or fields.get("BENM") or fields.get("ORDP") or (party[2] if len(party) > 2 else "")
    purpose = re.sub(r"^(?:USTD|STRD/CUR)/{1,2}", "", fields.get("REMI", ""))
    return Details(
        one_line(purpose or one_line(pieces[0])), one_line(name), one_line(account), one_line(fields.get("TRTP", ""))
    )


def _read_keywords(text: str) -> Details:
    """Read `EREF+7 MREF+8 SVWZ+Rent`; a text without keywords is all purpose."""
    if "+" not in text:
        return Details(one_line(text))
    # Mostly what for is all there is.
    if text.startswith("SVWZ+") and "+" not in text[5:]:
        return Details(one_line(text[5:]))
    before, *pieces = _KEYWORD.split(text)
    fields: dict[str, str] = {}
    for key, value in zip(pieces[::2], pieces[1::2], strict=True):
        fields.setdefault(key, one_line(value))
    iban = fields.get("IBAN", "").replace(" ", "")
    return Details(
        fields.get("SVWZ") or one_line(before) or fields.get("EREF", ""),
        fields.get("ANAM") or fields.get("ABWA") or fields.get("ABWE") or "",
        iban if is_iban(iban) else "",
    )
