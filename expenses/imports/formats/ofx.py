"""OFX 1 (SGML), OFX 2 (XML) and QFX: one tolerant reader of tags, as real files keep neither grammar."""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice, pairwise

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import read_date
from expenses.imports.formats.limits import BALANCES, ROW_LENGTH, ROWS, check_rows
from expenses.imports.formats.remembered import Remembered
from expenses.imports.formats.statement import Balance, Mistake, NotAStatement, RowKind, Statement, StatementRow
from expenses.imports.formats.text import decode, head, one_line, replace_between, unescape
from expenses.imports.formats.trusted_ids import keep_trusted_ids

NAME = "ofx"

_LOOKS = re.compile(rb"<OFX\s*>|OFXHEADER\s*[:=]|<STMTTRN\s*>", re.IGNORECASE).search
_CHARSET = re.compile(rb"CHARSET\s*:\s*([\w-]{1,20})", re.IGNORECASE).search
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.-]{1,40})", re.IGNORECASE).search
_ROW_START = re.compile(r"<STMTTRN\s*>").finditer
_ROW_END = re.compile(
    r"<STMTTRN|</STMTTRN\s*>|</BANKTRANLIST|</?INVTRANLIST|</?INVBANKTRAN|<LEDGERBAL|<AVAILBAL|</(?:CC)?STMTRS"
)
_LEAF = re.compile(
    r"<(DTPOSTED|DTUSER|TRNAMT|FITID|NAME|EXTDNAME|PAYEE|MEMO|CURSYM|CURRENCY|ACCTID)\s*>([^<]{0,2000})"
).findall
_AROUND = re.compile(
    r"<(CURDEF|(?:BANK|CC|INV)ACCTFROM|ACCTID|LEDGERBAL|AVAILBAL|INVBAL|BALAMT|DTASOF|INVBUY|INVSELL)\s*>([^<]*)"
)
_END_LENGTH = len("</STMTTRN>") + 10
_ANY_TAG = re.compile(r"</?[A-Za-z][\w.]*")
_STRAY = re.compile(r"<(?![A-Za-z/!?])")
_STATEMENT = re.compile(r"<(?:CC|INV)?STMTRS\s*>|<(?:BANK|CC|INV)ACCTFROM\s*>").search
_REFUSAL = re.compile(r"<SEVERITY>\s*ERROR(?:[^<]*</SEVERITY>)?\s*(?:<MESSAGE>([^<]{0,300}))?").search
_CODE = re.compile(r"[A-Z]{3}").fullmatch
_NUMBER_ONLY = re.compile(r"[\d\s*./-]+").fullmatch


def looks_like(content: bytes) -> bool:
    """Say whether the beginning has the header or the root of an OFX file."""
    return bool(_LOOKS(head(content)))


def read(content: bytes) -> Statement:
    """Return the rows of every account in the file: bank, credit card, and the cash of an investment account."""
    text = _plain_tags(decode(content, _declared(content)))
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
        done = counted = 0
        spans = [found.span() for found in islice(_ROW_START(self.text), ROWS + 1)]
        check_rows(len(spans))
        for (start, begun), (limit, _) in pairwise([*spans, (len(self.text), 0)]):
            if start - done > _END_LENGTH:
                self.look_around(self.text[done:start])
            self.line += self.text.count("\n", counted, start)
            counted = start
            done = self.read_row(begun, limit)
        self.line += self.text.count("\n", counted)
        self.look_around(self.text[done:])
        self.finish()

    def read_row(self, start: int, limit: int) -> int:
        """Keep the row that begins here, or say what is wrong with it; return where it ends, at the next at the latest.

        The day is of the first eight digits, as written: moved to UTC, an evening would be the day after.
        """
        if self.next_end < start:
            found = self.text.find("</STMTTRN>", start)
            self.next_end = found if found >= 0 else len(self.text) + ROW_LENGTH
        end = self.next_end if self.next_end <= start + ROW_LENGTH else _end_of_row(self.text, start)
        end = min(end, limit)
        leaves = dict(_LEAF(self.text, start, end))
        get = leaves.get
        day = self.days[(get("DTPOSTED") or get("DTUSER", "")).strip()[:10]]
        amount = self.amounts[get("TRNAMT", "")]
        if day is None or amount is None:
            self.mistakes.append(Mistake(self.line, _what_is_wrong(leaves, day)))
        else:
            name, said, notes = _texts(get("NAME", ""), get("MEMO", ""), leaves)
            bank_id = get("FITID", "").strip()
            row = StatementRow(self.line, day, amount, self.currency, name, said, notes, bank_id, self.account)
            self.rows.append(_with_rare_tags(row, leaves) if "ACCTID" in leaves or "CURSYM" in leaves else row)
        if len(self.rows) + len(self.mistakes) > ROWS:
            check_rows(len(self.rows) + len(self.mistakes))
        return end

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
            elif tag in ("INVBUY", "INVSELL"):
                self.shares += 1
        self.keep_balance(held, "")

    def keep_balance(self, amount: str, as_of: str) -> None:
        held = self.amounts[amount]
        if held is not None and len(self.balances) < BALANCES:
            self.balances.append(Balance(self.account, self.days[as_of[:10]], held, self.currency, "closing"))

    def finish(self) -> None:
        """Say what the file holds that is no movement of money, and whether it was cut off."""
        if self.shares:
            message = f"{self.shares:,} purchases and sales of shares were left out: only movements of money are taken."
            self.mistakes.append(Mistake(self.line, message))
        if "</OFX" not in self.text[-2000:]:
            message = "The file ends before its last line, so rows may be missing. Download it again."
            self.mistakes.append(Mistake(self.line, message))


def _plain_tags(text: str) -> str:
    """Return the text with tags in capitals, without comments, CDATA and any < that begins no tag."""
    if "<!ENTITY" in text:
        raise NotAStatement("This file declares entities, which no bank does. Download the statement again.")
    text = replace_between(text, "<!--", "-->", lambda comment: "\n" * comment.count("\n"))
    text = replace_between(text, "<![CDATA[", "]]>", lambda inner: inner.replace("&", "&amp;").replace("<", "&lt;"))
    text = _STRAY.sub("&lt;", text)
    return text if "<OFX" in text or "<STMTTRN" in text else _ANY_TAG.sub(lambda tag: tag[0].upper(), text)


def _declared(content: bytes) -> str:
    """Return the encoding the header names, as Python names it; `8859-1` and `1252` are seen for it."""
    start = head(content)[:4096]
    found = _XML_ENCODING(start) or _CHARSET(start)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if name in ("us-ascii", "usascii", "none", ""):
        return ""
    return f"cp{name}" if name.isdecimal() else f"iso-{name}" if name.startswith("8859") else name


def _refuse_what_holds_no_statement(text: str) -> None:
    """Raise NotAStatement where the bank answered with an error, or with something else than a statement."""
    if _STATEMENT(text) or next(_ROW_START(text), None):
        return
    refusal = _REFUSAL(text)
    if refusal:
        said = unescape(one_line(refusal[1] or "")) or "no reason given"
        raise NotAStatement(f"The bank answered with an error instead of a statement: {said}. Download it again.")
    raise NotAStatement("This OFX file holds no statement. Download the statement of an account, and bring that.")


def _currency(written: str) -> str | None:
    code = written.strip().upper()
    return code if _CODE(code) else None


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


def _texts(name: str, memo: str, leaves: dict[str, str]) -> tuple[str, str, str]:
    """Return description, counterparty and notes: some banks put a number in NAME, or cut in it what MEMO has whole."""
    if not name or "EXTDNAME" in leaves:
        name = leaves.get("EXTDNAME") or name or leaves.get("PAYEE", "")
    name = " ".join(name.split())
    memo = " ".join(memo.split())
    if "&" in name or "&" in memo:
        name, memo = unescape(name), unescape(memo)
    if not name:
        return memo, "", ""
    if memo in name:
        return name, name, ""
    if not name[0].isalpha() and _NUMBER_ONLY(name):
        return memo, "", name
    return (memo, name, "") if memo.startswith(name) else (name, name, memo)


def _what_is_wrong(leaves: dict[str, str], day: datetime.date | None) -> str:
    posted, amount = one_line(leaves.get("DTPOSTED", ""))[:40], one_line(leaves.get("TRNAMT", ""))[:40]
    if day is None:
        said = f"“{posted}” is no date." if posted else "It has no date."
        return f"{said} Correct the row, or leave it out."
    said = f"“{amount}” is no amount." if amount else "It has no amount."
    return f"{said} Correct the row, or leave it out."
