"""One entry (Ntry) of a CAMT message: when, how much, who, and what for."""

import datetime
from decimal import Decimal
from functools import lru_cache

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import read_date
from expenses.imports.formats.statement import RowPart
from expenses.imports.formats.text import one_line, unescape
from expenses.imports.formats.xml_tree import Leaves, text_of

_SIGNS = {"CRDT": 1, "DBIT": -1, "crdt": 1, "dbit": -1}
_NO_REFERENCES = ("", "NOTPROVIDED", "NONREF")
_DATED = ("NtryDtls/TxDtls/RltdDts/IntrBkSttlmDt", "NtryDtls/TxDtls/RltdDts/TxDtTm", "NtryDtls/TxDtls/RltdDts/TradDt")
_DAYS = (*(f"{kind}{form}" for kind in ("BookgDt", "ValDt") for form in ("/Dt", "/DtTm", "")), *_DATED)


def _party(side: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paths to the name and to the account of a side, below a payment."""
    people = (side, f"{side}/Pty", f"Ultmt{side}", f"Ultmt{side}/Pty")
    names = (*(f"RltdPties/{person}/Nm" for person in people), f"RltdAgts/{side}Agt/FinInstnId/Nm")
    return names, (f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id")


_CREDITOR, _DEBTOR = _party("Cdtr"), _party("Dbtr")
read_day = lru_cache(maxsize=4096)(read_date)
read_money = lru_cache(maxsize=65_536)(read_amount)


def status(entry: Leaves) -> str:
    """Return BOOK, PDNG, INFO or FUTR; text up to version 7, a code from version 8 on."""
    state = entry.words("Sts/Cd", "Sts/Prtry", "Sts") or "BOOK"
    if state == "BOOK":
        return state
    return "BOOK" if state.upper().startswith("BOOK") else state.upper()


def booking_date(entry: Leaves) -> datetime.date | None:
    """Return the booking date, else the value date, else when it was settled: a time does not move the day."""
    for element in entry.every(*_DAYS):
        if element.text and (day := read_day(element.text.strip()[:40])):
            return day
    return None


def signed_amount(entry: Leaves) -> Decimal | None:
    """Return the amount, negative for DBIT. A reversal (RvslInd) has its direction there already: it is not turned.

    Some banks write a minus beside DBIT: it says the same again.
    """
    sign = _SIGNS.get(entry.words("CdtDbtInd"))
    amount = read_money(entry.words("Amt"))
    if sign is None or not amount:
        return None if sign is None else amount
    return amount if sign > 0 else -abs(amount)


def currency(element: Leaves, path: str = "Amt") -> str | None:
    return _code(element.get(path, "Ccy"))


@lru_cache(maxsize=256)
def _code(written: str) -> str | None:
    code = written.strip().upper()
    return code if len(code) == len("EUR") and code.isascii() and code.isalpha() else None


def original(entry: Leaves, detail: Leaves, booked: str | None) -> tuple[Decimal | None, str | None]:
    """Return what was paid in another currency than the booked one, unsigned."""
    for holder in (detail, entry):
        if not holder.every("AmtDtls"):
            continue
        for kind in ("InstdAmt", "TxAmt", "CntrValAmt"):
            code = currency(holder, f"AmtDtls/{kind}/Amt")
            amount = read_money(holder.words(f"AmtDtls/{kind}/Amt"))
            if code and amount and code != booked:
                return amount, code
    return None, None


def counterparty(entry: Leaves, detail: Leaves) -> tuple[str, str]:
    """Return name and account of the other side; of a reversal, as in the payment that is reversed."""
    paid = _SIGNS.get(entry.words("CdtDbtInd")) == -1
    if entry.words("RvslInd").lower() in ("true", "1"):
        paid = not paid
    names, accounts = _CREDITOR if paid else _DEBTOR
    return detail.words(*names), detail.words(*accounts)


def remittance(detail: Leaves) -> str:
    """Return what the payment was for: free text, else what comes with a structured reference, '' where neither is.

    Swiss banks write there whether a reference was refused, which is no text for people.
    """
    for path in ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf"):
        lines = detail.every(path)
        if lines and (said := text_of(lines[0]) if len(lines) == 1 else one_line(" ".join(map(text_of, lines)))):
            said = said if "?REJECT?" not in said else ""
            return one_line(unescape(said)) if "&" in said else said
    return detail.words("AddtlTxInf")


def reference(detail: Leaves) -> str:
    """Return the structured reference of a payment, '' where it has none."""
    return detail.words("RmtInf/Strd/CdtrRefInf/Ref")


def describe(entry: Leaves, details: list[Leaves]) -> str:
    """Return one line: the remittance text of the first details, else what the bank adds, a name, or a reference."""
    said = entry.words("AddtlNtryInf")
    if len(details) == 1:
        said = remittance(details[0]) or said or counterparty(entry, details[0])[0] or reference(details[0])
    elif details and not said:
        said = "; ".join(filter(None, map(remittance, details[:5])))
    if said:
        return one_line(said)
    references = (detail.words("Refs/EndToEndId", "Refs/TxId") for detail in details[:1])
    found = [*references, entry.words("NtryRef"), entry.words("BkTxCd/Prtry/Cd")]
    return next((text for text in found if text not in _NO_REFERENCES), "")


def bank_id(entry: Leaves, details: list[Leaves]) -> str:
    """Return the bank's own reference of the entry, '' where it gives none."""
    own = entry.words("AcctSvcrRef")
    if not own and len(details) == 1:
        own = details[0].words("Refs/AcctSvcrRef")
    return "" if own in _NO_REFERENCES else own


def parts(entry: Leaves, details: list[Leaves], total: Decimal) -> tuple[RowPart, ...]:
    """Return the payments of a batch, none where they are not told in full: one entry is one movement of money."""
    if len(details) < 2:
        return ()
    booked = currency(entry)
    found = []
    for detail in details:
        path = "Amt" if detail.every("Amt") else "AmtDtls/TxAmt/Amt"
        amount = read_money(detail.words(path))
        if not amount or currency(detail, path) != booked:
            return ()
        sign = _SIGNS.get(detail.words("CdtDbtInd") or entry.words("CdtDbtInd"), 1)
        name = counterparty(entry, detail)[0]
        found.append(RowPart(sign * amount, "", one_line(" ".join(filter(None, (name, remittance(detail)))))))
    whole = sum((part.amount for part in found), Decimal()) == total
    return tuple(found) if whole and all((part.amount > 0) == (total > 0) for part in found) else ()
