"""OFX 1 (SGML), OFX 2 (XML) and QFX: one tolerant reader of tags, as real files keep neither grammar."""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import read_date
from expenses.imports.formats.limits import BALANCES, ROW_LENGTH, check_rows
from expenses.imports.formats.ofx_tags import declared, plain_tags
from expenses.imports.formats.ofx_text import texts, texts_of, tidy, with_check_number
from expenses.imports.formats.remembered import Remembered
from expenses.imports.formats.statement import Balance, Mistake, NotAStatement, RowKind, Statement, StatementRow
from expenses.imports.formats.tables.currencies import currency_of
from expenses.imports.formats.text import decode, head, one_line, unescape
from expenses.imports.formats.trusted_ids import keep_trusted_ids

NAME = "ofx"

_LOOKS = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:OFX|STMTTRN)(?:\s[^<>]{0,500})?>|OFXHEADER\s*[:=]\s*[\"']?[0-9]", re.IGNORECASE
).search
_START, _END = "<STMTTRN>", "</STMTTRN>"
_ROW_END = re.compile(
    r"<STMTTRN|</STMTTRN\s*>|</BANKTRANLIST|</?INVTRANLIST|</?INVBANKTRAN|<LEDGERBAL|<AVAILBAL|</(?:CC)?STMTRS"
)
_LEAF = re.compile(
    r"<(TRNTYPE|DTPOSTED|DTUSER|DTAVAIL|TRNAMT|FITID|CHECKNUM|NAME|EXTDNAME|PAYEE|MEMO|CURSYM|CURRENCY|ACCTID)\s*>"
    r"([^<]{0,2000})"
).findall
_AROUND = re.compile(
    r"<(CURDEF|(?:BANK|CC|INV)ACCTFROM|ACCTID|LEDGERBAL|AVAILBAL|INVBAL|BALAMT|DTASOF|INVBUY|INVSELL|INCOME|INVEXPENSE|"
    r"MARGININTEREST|RETOFCAP)\s*>([^<]*)"
)
_SHARES = ("INVBUY", "INVSELL", "INCOME", "INVEXPENSE", "MARGININTEREST", "RETOFCAP")
_END_LENGTH = len(_END) + 10


def _leaf(tag: str) -> str:
    """Return a pattern of a leaf whose value is on one line, closed or not."""
    return rf"<{tag}>([^<\x00-\x1f\x7f-\xa0\u2028\u2029]{{0,2000}}+)\s*+(?:</{tag}>\s*+)?"


def _passed_over(*tags: str) -> str:
    return rf"(?:<(?:{'|'.join(tags)})>[^<]*+(?:</[A-Z]+>\s*+)?){{0,{len(tags)}}}+"


# Rows as most banks write them, in the order of the specification: one match instead of a search for each tag.
# Nothing is tried twice, so that a row of blanks takes no longer than one of letters.
_USUAL = re.compile(
    r"<STMTTRN>\s*+<TRNTYPE>(?!\s*+CHECK)[^<]*+(?:</TRNTYPE>\s*+)?"
    + _leaf("DTPOSTED")
    + _passed_over("DTUSER", "DTAVAIL")
    + _leaf("TRNAMT")
    + _leaf("FITID")
    + _passed_over("CHECKNUM", "REFNUM", "SIC")
    + _leaf("NAME")
    + f"(?:{_leaf('MEMO')})?</STMTTRN>"
).match
_STATEMENT = re.compile(r"<(?:CC|INV)?STMTRS\s*>|<(?:BANK|CC|INV)ACCTFROM\s*>").search
_REFUSAL = re.compile(r"<SEVERITY>\s*ERROR(?:[^<]*</SEVERITY>)?\s*(?:<MESSAGE>([^<]{0,300}))?").search
_CODE = re.compile(r"[A-Z]{3}").fullmatch


def looks_like(content: bytes) -> bool:
    """Say whether the beginning has the header or the root of an OFX file."""
    return bool(_LOOKS(head(content)))


def read(content: bytes) -> Statement:
    """Return the rows of every account in the file: bank, credit card, and the cash of an investment account."""
    text = plain_tags(decode(content, declared(content)))
    _refuse_what_holds_no_statement(text)
    reading = _Reading(text)
    reading.read_rows()
    return Statement(NAME, keep_trusted_ids(reading.rows), tuple(reading.mistakes), tuple(reading.balances))


def _amount(written: str) -> Decimal | None:
    return read_amount(written.strip())


@dataclass(slots=True)
class _Reading:
    """Where the reader stands in the file, and what it has found so far."""

    text: str
    line: int = 1
    next_end: int = -1
    account: str = ""
    currency: str | None = None
    shares: int = 0
    days: Remembered[datetime.date | None] = field(default_factory=lambda: Remembered(read_date))
    amounts: Remembered[Decimal | None] = field(default_factory=lambda: Remembered(_amount))
    rows: list[StatementRow] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)

    def read_rows(self) -> None:
        """Read row by row, and what stands around them: balances, and the account that the next rows are of."""
        text = self.text
        check_rows(text.count(_START))
        done = counted = 0
        while (start := text.find(_START, done)) >= 0:
            if start - done > _END_LENGTH:
                self.look_around(text[done:start])
            self.line += text.count("\n", counted, start)
            counted = start
            done = self.read_usual_row(start) or self.read_row(start + len(_START))
        self.line += text.count("\n", counted)
        self.look_around(text[done:])
        self.finish()

    def read_usual_row(self, start: int) -> int:
        """Keep the row that begins here and return where it ends, 0 where it is written in another way than most.

        The day is of the first eight digits, as written: moved to UTC, an evening would be the day after.
        """
        found = _USUAL(self.text, start)
        if not found:
            return 0
        posted, written, bank_id, name, memo = found.groups("")
        day, amount = self.days[posted[:10]], self.amounts[written]
        if day is None or amount is None:
            return 0
        said, party, notes = texts(tidy(name), tidy(memo))
        self.rows.append(
            StatementRow(self.line, day, amount, self.currency, said, party, notes, bank_id.strip(), self.account)
        )
        return found.end()

    def read_row(self, start: int) -> int:
        """Keep the row that begins here, or say what is wrong with it; return where it ends."""
        end = self.end_of_row(start)
        leaves = dict(_LEAF(self.text, start, end))
        get = leaves.get
        posted = (get(tag, "").strip()[:10] for tag in ("DTPOSTED", "DTUSER", "DTAVAIL"))
        day = next((day for written in posted if (day := self.days[written])), None)
        amount = self.amounts[get("TRNAMT", "")]
        if day is None or amount is None or self.is_cut_off(leaves, end):
            self.mistakes.append(Mistake(self.line, _what_is_wrong(leaves, day)))
            return end
        said, party, notes = with_check_number(texts_of(leaves), leaves)
        bank_id = get("FITID", "").strip()
        row = StatementRow(self.line, day, amount, self.currency, said, party, notes, bank_id, self.account)
        self.rows.append(_with_rare_tags(row, leaves) if "ACCTID" in leaves or "CURSYM" in leaves else row)
        return end

    def end_of_row(self, start: int) -> int:
        """Return where a row ends: at its end tag, else at what can only stand behind it, and before the next row."""
        if self.next_end < start:
            found = self.text.find(_END, start)
            self.next_end = found if found >= 0 else len(self.text) + ROW_LENGTH
        if self.next_end > start + ROW_LENGTH:
            return _end_of_row(self.text, start)
        following = self.text.find(_START, start, self.next_end)
        return following if following >= 0 else self.next_end

    def is_cut_off(self, leaves: dict[str, str], end: int) -> bool:
        """Say whether the file ends within an amount, of which digits may then be missing."""
        return end == len(self.text) and next(reversed(leaves)) == "TRNAMT" and self.text[-1].isdecimal()

    def look_around(self, chunk: str) -> None:
        """Read what stands between rows: which account and currency the next ones are of, and balances."""
        inside, held = "", ""
        for found in _AROUND.finditer(chunk):
            tag, value = found[1], found[2].strip()
            if tag.endswith("ACCTFROM") or tag in ("LEDGERBAL", "AVAILBAL", "INVBAL"):
                self.keep_balance(held, "")
                inside, held = tag, ""
            elif tag == "CURDEF":
                self.currency = _currency(value)
            elif tag == "ACCTID" and inside.endswith("ACCTFROM"):
                self.account = unescape(one_line(value))
            elif tag == "BALAMT" and inside == "LEDGERBAL":
                held = value
            elif tag == "DTASOF":
                self.keep_balance(held, value)
                held = ""
            elif tag in _SHARES:
                self.shares += 1
        self.keep_balance(held, "")

    def keep_balance(self, amount: str, as_of: str) -> None:
        held = self.amounts[amount]
        if held is not None and len(self.balances) < BALANCES:
            self.balances.append(Balance(self.account, self.days[as_of[:10]], held, self.currency, "closing"))

    def finish(self) -> None:
        """Say what the file holds that is no movement of money, and whether it was cut off."""
        if self.shares:
            what = "movement of shares was" if self.shares == 1 else "movements of shares were"
            message = f"{self.shares:,} {what} left out: only movements of money are taken."
            self.mistakes.append(Mistake(self.line, message, is_row=False))
        if "<OFX" in self.text and "</OFX" not in self.text[-2000:]:
            message = "The file ends before its last line, so rows may be missing. Download it again."
            self.mistakes.append(Mistake(self.line, message, is_row=False))


def _refuse_what_holds_no_statement(text: str) -> None:
    """Raise NotAStatement where the bank answered with an error, or with something else than a statement."""
    if _STATEMENT(text) or _START in text:
        return
    refusal = _REFUSAL(text)
    if refusal:
        said = unescape(one_line(refusal[1] or "")) or "no reason given"
        raise NotAStatement(f"The bank answered with an error instead of a statement: {said}. Download it again.")
    raise NotAStatement("This OFX file holds no statement. Download the statement of an account, and bring that.")


def _currency(written: str) -> str | None:
    code = written.strip().upper()
    return currency_of(code) or (code if _CODE(code) else None)


def _end_of_row(text: str, start: int) -> int:
    """Return where a row ends whose end tag is missing, or written otherwise."""
    found = _ROW_END.search(text, start, start + ROW_LENGTH)
    return found.start() if found else min(start + ROW_LENGTH, len(text))


def _with_rare_tags(row: StatementRow, leaves: dict[str, str]) -> StatementRow:
    """Return the row with the other account of a transfer, and with the currency it is in where it has its own."""
    if "CURSYM" in leaves and "CURRENCY" in leaves:
        row = row._replace(currency=_currency(leaves["CURSYM"]) or row.currency)
    if other := one_line(leaves.get("ACCTID", "")):
        row = row._replace(other_account=other, kind=RowKind.TRANSFER)
    return row


def _what_is_wrong(leaves: dict[str, str], day: datetime.date | None) -> str:
    posted, amount = one_line(leaves.get("DTPOSTED", ""))[:40], one_line(leaves.get("TRNAMT", ""))[:40]
    if day is None:
        said = f"“{posted}” is no date." if posted else "It has no date."
        return f"{said} Correct the row, or leave it out."
    said = f"“{amount}” is no amount." if amount else "It has no amount."
    return f"{said} Correct the row, or leave it out."
