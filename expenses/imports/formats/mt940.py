"""MT940 (end of day) and MT942 (within the day): the SWIFT messages that banks give as .sta files."""

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import clamp_to_month, full_year
from expenses.imports.formats.limits import LINES, TEXT_LENGTH, check_rows
from expenses.imports.formats.mt940_text import Details, is_iban, read_details
from expenses.imports.formats.remembered import Remembered
from expenses.imports.formats.statement import Balance, Mistake, NotAStatement, Statement, StatementRow
from expenses.imports.formats.tables.currencies import currency_of
from expenses.imports.formats.text import decode, head, one_line
from expenses.imports.formats.trusted_ids import keep_trusted_ids

NAME = "mt940"

_LOOKS = re.compile(rb"(?:^|[\r\n]|\{4:|@@)\s*:20:").search
_LOOKS_TOO = re.compile(rb"(?:[\r\n]|@@)\s*:(?:25P?|28C?|60[FM]|61|62[FM]|34F):").search
_HAS_ROW = re.compile(rb"(?:^|[\r\n])\s*:61:[0-9]{6,10} ?[RE]?[CD][A-Z]{0,3} ?[0-9]{1,15},").search
_FIELD = re.compile(r":([0-9]{2}[A-Z]?|NS):").match
_END = re.compile(r"-(?:\}.*|X{3}.*)?$").match
_ROW = re.compile(
    r"\s*(?P<date>[0-9]{8}(?=[0-9]{4}[REDC]|[REDC])|[0-9]{6})\s*(?:[0-9]{4})?\s*"
    r"(?P<mark>[RE]?[CD])(?P<funds>[A-Z]{3}|[A-Z])?\s*(?P<amount>[0-9][0-9.,]*)"
    r"\s*(?P<type>[A-Z][A-Z0-9]{3})?(?P<reference>.*)"
).match
_BALANCE = re.compile(r"\s*([CD])([0-9]{6})?([A-Z]{3})?([0-9][0-9.,]*)").match
_FLOOR = re.compile(r"\s*([A-Z]{3})").match
_NS_NAME = re.compile(r"1[56](.*)").match
_NS_PURPOSE = re.compile(r"(?:0[1-9]|1[0-4])(.*)").match
_ACCOUNT_IN_CURRENCY = re.compile(r"(.*[0-9]) ?([A-Z]{3})").fullmatch
_KINDS = {
    "CHG": "Charges", "CHK": "Check", "COM": "Commission", "DDT": "Direct debit", "DIV": "Dividend", "INT": "Interest",
    "STO": "Standing order", "TRF": "Transfer",
}  # fmt: skip
_MONEY_IN = ("C", "RD", "EC")
_FIELDS_A_ROW = 4
_NO_REFERENCES = ("", "NONREF")


class _Field(NamedTuple):
    """One tagged field: its number, its line in the file, and the lines of its value."""

    tag: str
    line: int
    lines: list[str]


def looks_like(content: bytes) -> bool:
    """Say whether the beginning has the first two fields of a SWIFT statement, or a row of one."""
    start = head(content)
    return bool((_LOOKS(start) and _LOOKS_TOO(start)) or _HAS_ROW(start))


def read(content: bytes) -> Statement:
    """Return the rows of all accounts and pages, dated by their value date; a reversed credit is money out."""
    reading = _Reading()
    text = decode(content)
    # German banks may end lines with @@ instead.
    if "@@:" in text:
        text = text.replace("@@", "\n")
    for count, part in enumerate(_fields(text)):
        reading.take(part)
        if not count % _FIELDS_A_ROW:
            check_rows(max(len(reading.rows) + len(reading.mistakes), count // _FIELDS_A_ROW))
    reading.close_row(is_cut_off=text[-1:] != "\n")
    if not reading.rows and not reading.balances and not reading.mistakes:
        raise NotAStatement("This MT940 file holds neither a row nor a balance. Download the statement again.")
    return Statement(NAME, keep_trusted_ids(reading.rows), tuple(reading.mistakes), tuple(reading.balances))


def _fields(text: str) -> Iterator[_Field]:
    """Yield the tagged fields; a line that opens no field goes on with the one before, a colon first or not."""
    current: _Field | None = None
    for number, line in enumerate(io.StringIO(text), 1):
        line = line.rstrip("\n")[:TEXT_LENGTH]
        begun = line.lstrip()
        if begun[:1] == "{":
            begun = line = line.rpartition("{4:")[2].lstrip()
        found = _FIELD(begun) if begun[:1] == ":" else None
        if found or (begun[:1] == "-" and _END(line)):
            if current:
                yield current
            current = _Field(found[1], number, [begun[found.end() :]]) if found else None
        elif current and len(current.lines) < LINES:
            current.lines.append(line)
    if current:
        yield current


@dataclass(slots=True)
class _Reading:
    """The account the reader stands in, the row not yet closed, and what it has found so far."""

    account: str = ""
    currency: str | None = None
    row: _Field | None = None
    details: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    days: Remembered[datetime.date | None] = field(default_factory=lambda: Remembered(_day))
    amounts: Remembered[Decimal | None] = field(default_factory=lambda: Remembered(read_amount))
    rows: list[StatementRow] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)

    def take(self, part: _Field) -> None:
        """Take one field in: text belongs to the row before it, all else closes that row."""
        if part.tag == "86" and self.row:
            self.details += part.lines
            return
        if part.tag == "NS" and self.row:
            self.extra += part.lines
            return
        self.close_row()
        match part.tag:
            case "20":
                self.currency = None
            case "25" | "25P":
                self.open_account(one_line(part.lines[0]))
            case "34F":
                floor = _FLOOR(part.lines[0])
                self.currency = floor[1] if floor else self.currency
            case "60F" | "60M":
                self.keep_balance(part, "opening")
            case "61":
                self.row = part
            case "62F" | "62M":
                self.keep_balance(part, "closing")

    def open_account(self, written: str) -> None:
        """Take account and currency of `NL50RABO0123456789 EUR`, and of the same in one word."""
        found = _ACCOUNT_IN_CURRENCY(written)
        is_in_currency = found is not None and currency_of(found[2]) is not None
        self.account, currency = (found[1], found[2]) if found and is_in_currency else (written, None)
        self.currency = currency or self.currency

    def keep_balance(self, part: _Field, kind: Literal["opening", "closing"]) -> None:
        found = _BALANCE(part.lines[0])
        amount = read_amount(found[4]) if found else None
        if not found or amount is None:
            message = f"“{one_line(part.lines[0])[:40]}” is no balance. The rows were taken without it."
            self.mistakes.append(Mistake(part.line, message, is_row=False))
            return
        self.currency = found[3] or self.currency
        signed = -amount if found[1] == "D" else amount
        self.balances.append(Balance(self.account, _day(found[2] or ""), signed, self.currency, kind))

    def close_row(self, *, is_cut_off: bool = False) -> None:
        """Keep the row read last, or say what is wrong with it."""
        if not self.row:
            return
        found = _ROW(self.row.lines[0])
        day = self.days[found["date"]] if found else None
        amount = self.amounts[found["amount"]] if found else None
        if not found or day is None or amount is None:
            said = one_line(self.row.lines[0])[:40]
            message = f"“{said}” has no date and amount that can be read. Correct the row, or leave it out."
            self.mistakes.append(Mistake(self.row.line, message))
        elif is_cut_off and not (found["type"] or self.details):
            message = "The file breaks off within this row. Download it again."
            self.mistakes.append(Mistake(self.row.line, message))
        else:
            signed = amount if found["mark"] in _MONEY_IN else -amount
            self.keep_row(self.row, day, signed, found["reference"], (found["type"] or "")[1:])
        self.row, self.details, self.extra = None, [], []

    def keep_row(self, row: _Field, day: datetime.date, amount: Decimal, reference: str, kind: str) -> None:
        own, _, bank = reference.partition("//")
        own, bank = own.strip(), bank.strip()
        said = read_details(self.details) if self.details else _read_structured(self.extra)
        supplement = one_line(" ".join(row.lines[1:])) if len(row.lines) > 1 else ""
        other_account = said.other_account
        if supplement and is_iban(supplement):
            other_account, supplement = other_account or supplement, ""
        description = said.purpose or said.counterparty or said.posting or supplement
        description = description or ("" if own in _NO_REFERENCES else one_line(own)) or _KINDS.get(kind, "")
        notes = said.posting if said.posting and said.posting != description else supplement
        notes = "" if notes == description else notes
        self.rows.append(
            StatementRow(
                row.line,
                day,
                amount,
                self.currency,
                description,
                said.counterparty,
                notes,
                "" if bank in _NO_REFERENCES else one_line(bank),
                self.account,
                other_account,
            )
        )


def _read_structured(lines: list[str]) -> Details:
    """Return what the numbered lines of :NS: say: 01 to 14 what for, 15 and 16 who."""
    purpose = one_line(" ".join(found[1] for line in lines if (found := _NS_PURPOSE(line))))
    return Details(purpose, one_line(" ".join(found[1] for line in lines if (found := _NS_NAME(line)))))


def _day(written: str) -> datetime.date | None:
    """Return the day of YYMMDD or YYYYMMDD; 30 February, as in months of 30 days, is the last of February."""
    if len(written) not in (6, 8):
        return None
    year = full_year(int(written[:2])) if len(written) == len("YYMMDD") else int(written[:4])
    return clamp_to_month(year, int(written[-4:-2]), int(written[-2:]))
