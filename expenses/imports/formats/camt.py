"""CAMT.052, 053 and 054 of ISO 20022, every version: they share the shape of an entry."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from expenses.imports.formats import camt_entry
from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import read_date
from expenses.imports.formats.limits import BALANCES, check_rows
from expenses.imports.formats.statement import Balance, Mistake, NotAStatement, Question, Statement, StatementRow
from expenses.imports.formats.text import decode, head, replace_between
from expenses.imports.formats.trusted_ids import keep_trusted_ids
from expenses.imports.formats.xml_tree import Element, Leaves, walk, without_namespaces

NAME = "camt"

_LOOKS = re.compile(
    rb"<(?:[\w.-]{1,30}:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)\b|<[^<>]{0,2000}\bcamt\.05[234]\."
).search
_DECLARATION = re.compile(r"\s*(?:<\?xml\b([^>]{0,300})>)?")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.-]{1,40})").search
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]").search
_CONTROL_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
_GROUPS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_WANTED = frozenset({"Ntry", "Acct", "Bal"})
_NO_DETAIL = Leaves(Element("TxDtls"))
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD", "ITBD")
_PENDING, _BOOKED = "PDNG", "BOOK"


def looks_like(content: bytes) -> bool:
    """Say whether the beginning has the namespace or the first element of a CAMT message."""
    return bool(_LOOKS(head(content)))


def read(content: bytes) -> Statement:
    """Return one row an entry, in batches too; `line` is the number of the entry in the file."""
    found = _ENCODING(head(content)[:1024])
    text = decode(content, found[1].decode("ascii", "replace") if found else "")
    text = text.translate(_CONTROLS) if _CONTROL(text) else text
    text = _CONTROL_REFERENCE.sub(" ", text) if "&#" in text else text
    reading = _Reading()
    walk(without_namespaces(_without_declarations(text)), wanted=_WANTED, within=_GROUPS, take=reading.take)
    if not reading.groups:
        raise NotAStatement("This CAMT file holds no statement. Download the statement of an account, and bring that.")
    reading.keep_balances()
    rows = keep_trusted_ids(reading.rows)
    return Statement(NAME, rows, tuple(reading.mistakes), tuple(reading.balances), reading.questions())


def _without_declarations(text: str) -> str:
    """Return XML without declarations, whose encoding no longer holds; of files put together, each has one."""
    found = _DECLARATION.match(text)
    text = text[found.end() if found else 0 :]
    return replace_between(text, "<?xml ", "?>", lambda _: " ") if "<?xml " in text else text


@dataclass(slots=True)
class _Reading:
    """The account the reader stands in, and what it has found so far."""

    account: str = ""
    currency: str | None = None
    kind: str = ""
    groups: int = 0
    entries: int = 0
    noted: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    open_balances: dict[str, Balance] = field(default_factory=dict)
    rows: list[StatementRow] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)

    def take(self, name: str, element: Element | None) -> None:
        """Take in the beginning of a statement, its account, one of its balances or one entry."""
        if element is None:
            self.keep_balances()
            self.kind, self.account, self.currency = name, "", None
            self.groups += 1
            check_rows(self.groups)
        elif name == "Acct":
            account = Leaves(element)
            self.account = account.words("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id").replace(" ", "")
            self.currency = account.words("Ccy") or None
        elif name == "Bal":
            self.note_balance(Leaves(element))
        else:
            self.entries += 1
            self.take_entry(Leaves(element))

    def note_balance(self, element: Leaves) -> None:
        self.noted += 1
        if self.noted > BALANCES:
            raise NotAStatement("This file has more balances than days. Download a shorter period.")
        amount = camt_entry.signed_amount(element)
        kind = element.words("Tp/CdOrPrtry/Cd", "Tp/Cd")
        if amount is None or kind not in _OPENING + _CLOSING:
            return
        day = read_date(element.words("Dt/Dt", "Dt/DtTm", "Dt"))
        side: Literal["opening", "closing"] = "opening" if kind in _OPENING else "closing"
        balance = Balance(self.account, day, amount, camt_entry.currency(element), side)
        held = self.open_balances.setdefault(kind, balance)
        # A statement of several days may have the balances of each.
        if day and held.date and (day < held.date if side == "opening" else day > held.date):
            self.open_balances[kind] = balance

    def keep_balances(self) -> None:
        """Keep the opening and closing balance of the statement that ends here, the previous closing for an opening."""
        for kinds in (_OPENING, _CLOSING):
            balance = next((self.open_balances[kind] for kind in kinds if kind in self.open_balances), None)
            if balance and len(self.balances) < BALANCES:
                self.balances.append(balance)
        self.open_balances = {}

    def take_entry(self, entry: Leaves) -> None:
        """Keep what is booked. A report of the day (052) is of what is pending, so there that is kept as well."""
        state = camt_entry.status(entry)
        self.statuses[state] += 1
        if state == _BOOKED or (state == _PENDING and self.kind == "Rpt"):
            self.keep_row(entry, is_pending=state == _PENDING)
            check_rows(len(self.rows) + len(self.mistakes))

    def keep_row(self, entry: Leaves, *, is_pending: bool) -> None:
        day, amount = camt_entry.booking_date(entry), camt_entry.signed_amount(entry)
        if day is None or amount is None:
            self.mistakes.append(Mistake(self.entries, _what_is_wrong(entry, has_date=day is not None)))
            return
        details = list(map(Leaves, entry.every("NtryDtls/TxDtls")))
        detail = details[0] if len(details) == 1 else _NO_DETAIL
        name, account = camt_entry.counterparty(entry, detail)
        description = camt_entry.describe(entry, details)
        added = entry.words("AddtlNtryInf")
        booked = camt_entry.currency(entry) or self.currency
        paid, paid_in = camt_entry.original(entry, detail, booked)
        notes = added if added != description else ""
        if not notes and (reference := camt_entry.reference(detail)) != description:
            notes = reference
        if is_pending:
            notes = f"Pending; {notes}" if notes else "Pending"
        self.rows.append(
            StatementRow(
                self.entries,
                day,
                amount,
                booked,
                description,
                name,
                notes,
                camt_entry.bank_id(entry, details),
                self.account,
                account,
                paid if paid is None or amount > 0 else -paid,
                paid_in,
                parts=camt_entry.parts(entry, details, amount),
            )
        )

    def questions(self) -> tuple[Question, ...]:
        """Say what became of entries that are not booked."""
        pending = sum(row.notes.startswith("Pending") for row in self.rows)
        left_out = sum(count for state, count in self.statuses.items() if state != _BOOKED) - pending
        questions = []
        if pending:
            message = f"Not booked yet, and may change: {_entries(pending)}. Skip them to take them once they are."
            questions.append(Question("pending", message, "take"))
        if left_out > 0:
            message = f"Left out, as not booked: {_entries(left_out)}. They come with a later statement."
            questions.append(Question("pending", message, "leave out"))
        return tuple(questions)


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _what_is_wrong(entry: Leaves, *, has_date: bool) -> str:
    if not has_date:
        return f"Entry {entry.words('NtryRef', 'AcctSvcrRef') or ''} has no date.".replace("  ", " ") + _CORRECT
    amount, direction = entry.words("Amt"), entry.words("CdtDbtInd")
    if read_amount(amount) is None:
        return (f"“{amount[:40]}” is no amount." if amount else "It has no amount.") + _CORRECT
    return f"“{direction[:40]}” is neither CRDT nor DBIT, so the money may have gone in or out." + _CORRECT


_CORRECT = " Correct the row, or leave it out."
