"""One entry (Ntry) of a CAMT message: when, how much, who, and what for."""

import datetime
from decimal import Decimal

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import read_date
from expenses.imports.formats.statement import RowPart
from expenses.imports.formats.text import one_line
from expenses.imports.formats.xml_tree import Element

_SIGNS = {"CRDT": 1, "DBIT": -1}
_NO_REFERENCES = ("", "NOTPROVIDED", "NONREF")


def status(entry: Element) -> str:
    """Return BOOK, PDNG, INFO or FUTR; text up to version 7, a code from version 8 on."""
    return entry.words("Sts/Cd", "Sts/Prtry", "Sts") or "BOOK"


def booking_date(entry: Element) -> datetime.date | None:
    """Return the booking date, else the value date, as written: a time does not move the day."""
    written = (entry.words(f"{kind}/Dt", f"{kind}/DtTm", kind) for kind in ("BookgDt", "ValDt"))
    return next((day for text in written if (day := read_date(text))), None)


def signed_amount(entry: Element) -> Decimal | None:
    """Return the amount, negative for DBIT. A reversal (RvslInd) has its direction there already: it is not turned."""
    sign = _SIGNS.get(entry.words("CdtDbtInd"))
    amount = read_amount(entry.words("Amt"))
    return None if sign is None or amount is None else sign * amount


def currency(element: Element, path: str = "Amt") -> str | None:
    found = element.first(path)
    code = found.currency.strip().upper() if found else ""
    return code if len(code) == len("EUR") and code.isascii() and code.isalpha() else None


def original(entry: Element, detail: Element, booked: str | None) -> tuple[Decimal | None, str | None]:
    """Return what was paid in another currency than the booked one, unsigned."""
    for holder in (detail, entry):
        for kind in ("InstdAmt", "TxAmt", "CntrValAmt"):
            code = currency(holder, f"AmtDtls/{kind}/Amt")
            amount = read_amount(holder.words(f"AmtDtls/{kind}/Amt"))
            if code and amount and code != booked:
                return amount, code
    return None, None


def counterparty(entry: Element, detail: Element) -> tuple[str, str]:
    """Return name and account of the other side; of a reversal, as in the payment that is reversed."""
    paid = entry.words("CdtDbtInd") == "DBIT"
    if entry.words("RvslInd").lower() in ("true", "1"):
        paid = not paid
    side, agent = ("Cdtr", "CdtrAgt") if paid else ("Dbtr", "DbtrAgt")
    parties = detail.first("RltdPties") or Element("RltdPties")
    name = parties.words(f"{side}/Nm", f"{side}/Pty/Nm", f"Ultmt{side}/Nm", f"Ultmt{side}/Pty/Nm")
    name = name or detail.words(f"RltdAgts/{agent}/FinInstnId/Nm")
    account = parties.words(f"{side}Acct/Id/IBAN", f"{side}Acct/Id/Othr/Id")
    return name, account


def remittance(detail: Element) -> str:
    """Return what the payment was for: free text, else what comes with a structured reference, else that."""
    free = " ".join(element.text for element in detail.all("RmtInf/Ustrd"))
    if free.strip():
        return one_line(free)
    structured = " ".join(element.text for element in detail.all("RmtInf/Strd/AddtlRmtInf"))
    return one_line(structured) or detail.words("RmtInf/Strd/CdtrRefInf/Ref", "AddtlTxInf")


def describe(entry: Element, details: list[Element]) -> str:
    """Return one line: the remittance text of the first details, else what the bank adds, else a name or reference."""
    said = entry.words("AddtlNtryInf")
    if len(details) == 1:
        said = remittance(details[0]) or said or counterparty(entry, details[0])[0]
    elif details and not said:
        said = "; ".join(filter(None, map(remittance, details[:5])))
    if said:
        return one_line(said)
    references = (detail.words("Refs/EndToEndId", "Refs/TxId") for detail in details[:1])
    found = [*references, entry.words("NtryRef"), entry.words("BkTxCd/Prtry/Cd")]
    return next((text for text in found if text not in _NO_REFERENCES), "")


def bank_id(entry: Element, details: list[Element]) -> str:
    """Return the bank's own reference of the entry, '' where it gives none."""
    own = entry.words("AcctSvcrRef")
    if not own and len(details) == 1:
        own = details[0].words("Refs/AcctSvcrRef")
    return "" if own in _NO_REFERENCES else own


def parts(entry: Element, details: list[Element], total: Decimal) -> tuple[RowPart, ...]:
    """Return the payments of a batch, none where they are not told in full: one entry is one movement of money."""
    if len(details) < 2:
        return ()
    booked = currency(entry)
    found = []
    for detail in details:
        path = "Amt" if detail.first("Amt") else "AmtDtls/TxAmt/Amt"
        amount = read_amount(detail.words(path))
        if not amount or currency(detail, path) != booked:
            return ()
        sign = _SIGNS.get(detail.words("CdtDbtInd") or entry.words("CdtDbtInd"), 1)
        name = counterparty(entry, detail)[0]
        found.append(RowPart(sign * amount, "", one_line(" ".join(filter(None, (name, remittance(detail)))))))
    whole = sum((part.amount for part in found), Decimal()) == total
    return tuple(found) if whole and all((part.amount > 0) == (total > 0) for part in found) else ()
