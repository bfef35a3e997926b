"""OFX 1 (SGML), OFX 2 (XML) and QFX: one tolerant reader of tags, as real files keep neither grammar."""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.dates import read_date
from expenses.imports.formats.limits import BALANCES, ROW_LENGTH, check_rows
from expenses.imports.formats.statement import Balance, Mistake, NotAStatement, RowKind, Statement, StatementRow
from expenses.imports.formats.text import decode, head, one_line, replace_between, unescape
from expenses.imports.formats.trusted_ids import keep_trusted_ids

NAME = "ofx"

_LOOKS = re.compile(rb"<OFX\s*>|OFXHEADER\s*[:=]|<STMTTRN\s*>", re.IGNORECASE).search
_CHARSET = re.compile(rb"CHARSET\s*:\s*([\w-]{1,20})", re.IGNORECASE).search
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.-]{1,40})", re.IGNORECASE).search
_ROW_START = re.compile(r"<STMTTRN\s*>")
_ROW_END = re.compile(
    r"</STMTTRN\s*>|</BANKTRANLIST|</?INVTRANLIST|</?INVBANKTRAN|<LEDGERBAL|<AVAILBAL|</(?:CC)?STMTRS"
)
_LEAF = re.compile(r"<([A-Za-z][\w.]*)\s*>([^<]*)")
_AROUND = re.compile(
    r"<(CURDEF|(?:BANK|CC|INV)ACCTFROM|ACCTID|LEDGERBAL|AVAILBAL|INVBAL|BALAMT|DTASOF|INVBUY|INVSELL)\s*>([^<]*)"
)
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
    around, *rows = _ROW_START.split(text)
    check_rows(len(rows))
    reading = _Reading()
    reading.look_around(around)
    reading.line += around.count("\n")
    for chunk in rows:
        reading.read_row(chunk)
    reading.finish(text)
    return Statement(NAME, keep_trusted_ids(reading.rows), tuple(reading.mistakes), tuple(reading.balances))


@dataclass(slots=True)
class _Reading:
    """Where the reader stands in the file, and what it has found so far."""

    line: int = 1
    account: str = ""
    currency: str | None = None
    shares: int = 0
    days: dict[str, datetime.date | None] = field(default_factory=dict)
    amounts: dict[str, Decimal | None] = field(default_factory=dict)
    rows: list[StatementRow] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)

    def read_row(self, chunk: str) -> None:
        """Read what follows `<STMTTRN>` up to the next one: a row, and at times a balance or another account."""
        end = chunk.find("</STMTTRN>")
        if end < 0:
            found = _ROW_END.search(chunk)
            end = found.start() if found else len(chunk)
        self.make_row(dict(_LEAF.findall(chunk, 0, min(end, ROW_LENGTH))))
        if len(chunk) > end + 20:
            self.look_around(chunk[end:])
        self.line += chunk.count("\n")

    def make_row(self, leaves: dict[str, str]) -> None:
        """Keep the row that these tags describe, or say what is wrong with it."""
        day = self.day(leaves.get("DTPOSTED") or leaves.get("DTUSER") or "")
        amount = self.amount(leaves.get("TRNAMT", ""))
        if day is None or amount is None:
            self.mistakes.append(Mistake(self.line, _what_is_wrong(leaves, day)))
            return
        description, counterparty, notes = _texts(leaves)
        currency = self.currency
        if "CURSYM" in leaves and "CURRENCY" in leaves:
            currency = _currency(leaves["CURSYM"]) or currency
        other = leaves.get("ACCTID", "").strip()
        self.rows.append(
            StatementRow(
                self.line,
                day,
                amount,
                currency,
                description,
                counterparty,
                notes,
                leaves.get("FITID", "").strip(),
                self.account,
                other,
                kind=RowKind.TRANSFER if other else RowKind.UNKNOWN,
            )
        )

    def day(self, written: str) -> datetime.date | None:
        """Return the day as written, from its first eight digits: in UTC an evening would be the day after."""
        key = written.strip()[:10]
        if key not in self.days:
            self.days[key] = read_date(key)
        return self.days[key]

    def amount(self, written: str) -> Decimal | None:
        if written not in self.amounts:
            self.amounts[written] = read_amount(written.strip())
        return self.amounts[written]

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
        held = self.amount(amount)
        if held is not None and len(self.balances) < BALANCES:
            self.balances.append(Balance(self.account, self.day(as_of), held, self.currency, "closing"))

    def finish(self, text: str) -> None:
        """Say what the file holds that is no movement of money, and whether it was cut off."""
        if self.shares:
            message = f"{self.shares:,} purchases and sales of shares were left out: only movements of money are taken."
            self.mistakes.append(Mistake(self.line, message))
        if "</OFX" not in text[-2000:]:
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
    if _STATEMENT(text) or _ROW_START.search(text):
        return
    refusal = _REFUSAL(text)
    if refusal:
        said = unescape(one_line(refusal[1] or "")) or "no reason given"
        raise NotAStatement(f"The bank answered with an error instead of a statement: {said}. Download it again.")
    raise NotAStatement("This OFX file holds no statement. Download the statement of an account, and bring that.")


def _currency(written: str) -> str | None:
    code = written.strip().upper()
    return code if _CODE(code) else None


def _texts(leaves: dict[str, str]) -> tuple[str, str, str]:
    """Return description, counterparty and notes: some banks put a number in NAME, or cut in it what MEMO has whole."""
    name = _clean(leaves.get("EXTDNAME") or leaves.get("NAME") or leaves.get("PAYEE") or "")
    memo = _clean(leaves.get("MEMO") or "")
    if not name:
        return memo, "", ""
    if not memo or memo in name:
        return name, name, ""
    if _NUMBER_ONLY(name):
        return memo, "", name
    if memo.startswith(name):
        return memo, name, ""
    return name, name, memo


def _clean(value: str) -> str:
    return one_line(unescape(value) if "&" in value else value)


def _what_is_wrong(leaves: dict[str, str], day: datetime.date | None) -> str:
    posted, amount = one_line(leaves.get("DTPOSTED", ""))[:40], one_line(leaves.get("TRNAMT", ""))[:40]
    if day is None:
        said = f"“{posted}” is no date." if posted else "It has no date."
        return f"{said} Correct the row, or leave it out."
    said = f"“{amount}” is no amount." if amount else "It has no amount."
    return f"{said} Correct the row, or leave it out."
