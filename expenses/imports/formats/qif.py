"""QIF: lines of one letter and a value, records that end in ^, sections that begin with !."""

import io
import re
from collections.abc import Iterator, KeysView
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from expenses.imports.formats.amounts import read_amount
from expenses.imports.formats.date_order import Numbers, decide_order, split_date, to_date
from expenses.imports.formats.limits import SPLITS, check_rows
from expenses.imports.formats.statement import (
    Mistake,
    NotAStatement,
    Question,
    RowKind,
    RowPart,
    Statement,
    StatementRow,
)
from expenses.imports.formats.text import decode, head, one_line, unescape

NAME = "qif"

_LOOKS = re.compile(rb"(?:^|[\r\n])[ \t]*!(?:Type|Account|Option|Clear)\b", re.IGNORECASE).search
_BARE = re.compile(rb"\s*D[ 0-9]{1,2}[-/.' ][^\r\n]*[\r\n]+(?:[A-Z$%][^\r\n]*[\r\n]+)*?[TU][ ]?[-+]?[0-9][^^]*\^").match
_ACCOUNTS = frozenset(("bank", "cash", "ccard", "oth a", "oth l", "a", "l"))
_LISTS = frozenset(("account", "cat", "class", "memorized", "security", "prices", "invst", "tag", "budget", "invitem"))
_SPLIT = re.compile(r"\W*split\W*", re.IGNORECASE).fullmatch
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]{1,2}\D{0,4}$").search
_AMOUNTS = frozenset("TU$")
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class _Record:
    """One record as written: the first value of each letter, and the splits in their order."""

    line: int
    account: str
    values: dict[str, str] = field(default_factory=dict)
    splits: list[dict[str, str]] = field(default_factory=list)


def looks_like(content: bytes) -> bool:
    """Say whether a line near the beginning opens a section of a QIF file, or the file is a record from the start."""
    start = head(content)
    return bool(_LOOKS(start) or _BARE(start))


def read(content: bytes) -> Statement:
    """Return the rows of bank, cash and card sections; lists of categories, securities and the like are passed over."""
    reading = _Reading()
    records = []
    for record in reading.records(decode(content)):
        records.append(record)
        check_rows(len(records))
    if not records and reading.mistakes:
        raise NotAStatement(
            "This QIF file holds purchases and sales of shares alone. Export an account with movements of money."
        )
    if not records and not reading.sections:
        raise NotAStatement("This QIF file holds no account. Export an account with its transactions, and bring that.")
    order, question = reading.order(records)
    has_decimal_comma = any(_DECIMAL_COMMA(record.values.get("T") or record.values.get("U", "")) for record in records)
    reading.group_mark = "." if has_decimal_comma else ","
    for record in records:
        reading.make_row(record, order)
    questions = (question,) if question else ()
    return Statement(NAME, tuple(reading.rows), tuple(reading.mistakes), questions=questions)


@dataclass(slots=True)
class _Reading:
    """The section the reader stands in, and what it has found so far."""

    section: str = "bank"
    account: str = ""
    option: str = ""
    group_mark: str = ","
    sections: int = 0
    dates: dict[str, Numbers | None] = field(default_factory=dict)
    rows: list[StatementRow] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def records(self, text: str) -> Iterator[_Record]:
        """Yield the records of money; the last one may lack its ^."""
        record = _Record(1, "")
        last = usual_last = ""
        for number, line in enumerate(io.StringIO(text), 1):
            line = line.strip()
            if line.startswith("!"):
                yield from self.close(record)
                self.open_section(line[1:].strip().lower(), number)
                record = _Record(number + 1, self.account)
            elif line.startswith("^"):
                if record.values:
                    yield from self.close(record)
                    usual_last = last
                    record = _Record(number + 1, self.account)
            elif line:
                _add(record, line, number)
                last = line
        if record.values and text[-1] != "\n" and last[0] in _AMOUNTS and usual_last and usual_last[0] not in _AMOUNTS:
            message = "The file breaks off within an amount. Download it again."
            self.mistakes.append(Mistake(record.line, message))
            return
        yield from self.close(record)

    def open_section(self, header: str, number: int) -> None:
        """Note which kind of records follow `!Type:Bank`, `!Account` or an option."""
        if header.startswith("option:"):
            self.option = {"mdy": "mdy", "dmy": "dmy"}.get(header[7:].strip(), self.option)
            return
        if header.startswith("clear:"):
            return
        self.section = " ".join(header.removeprefix("type").lstrip(": ").split())
        if self.section in _ACCOUNTS:
            self.sections += 1
        elif self.section == "invst" and not self.mistakes:
            message = "Purchases and sales of shares were left out: only movements of money are taken."
            self.mistakes.append(Mistake(number, message, is_row=False))

    def close(self, record: _Record) -> Iterator[_Record]:
        """Yield a record of money; take the name from one that introduces an account."""
        if not record.values:
            return
        if self.section == "account":
            self.account = one_line(record.values.get("N", ""))
        elif _is_of_money(self.section, record.values.keys()):
            yield record

    def order(self, records: list[_Record]) -> tuple[str, Question | None]:
        """Return the order of all dates, as the file declares it or as its dates tell."""
        for record in records:
            written = record.values.get("D", "")
            if written not in self.dates:
                self.dates[written] = split_date(written)
        found = [numbers for record in records if (numbers := self.dates[record.values.get("D", "")])]
        return (self.option, None) if self.option else decide_order(found)

    def make_row(self, record: _Record, order: str) -> None:
        """Keep the row of a record, or say what is wrong with it."""
        values = record.values
        numbers = self.dates[values.get("D", "")]
        day = to_date(numbers, order) if numbers else None
        amount = read_amount(values.get("T") or values.get("U") or "", group_mark=self.group_mark)
        if day is None or amount is None:
            kind, letter = ("date", "D") if day is None else ("amount", "T")
            self.mistakes.append(Mistake(record.line, _sentence(kind, values.get(letter, ""))))
            return
        parts = self.parts(record, amount) if record.splits else ()
        # Some programs write `--Split--` for a category.
        written = "" if parts and _SPLIT(values.get("L", "")) else values.get("L", "")
        category, other, tags = _split_category(written or (record.splits[0].get("S", "") if parts else ""))
        payee, memo = _text(values.get("P", "")), _text(values.get("M", ""))
        account = record.account
        if not account and payee.lower() == "opening balance":
            account = self.account = other
        self.rows.append(
            StatementRow(
                record.line,
                day,
                amount,
                None,
                payee or memo or _text(values.get("A", "")) or _number(values.get("N", "")),
                payee,
                memo if payee else "",
                account=account or self.account,
                other_account=other,
                category=category,
                tags=tags,
                kind=RowKind.TRANSFER if other else RowKind.UNKNOWN,
                parts=parts if len(parts) > 1 else (),
            )
        )

    def parts(self, record: _Record, amount: Decimal) -> tuple[RowPart, ...]:
        """Return the parts of a split, none where they do not add up to the row."""
        parts = tuple(
            RowPart(share, _split_category(split.get("S", ""))[0], _text(split.get("E", "")))
            for split in record.splits
            if (share := _share(split, amount, self.group_mark)) is not None
        )
        total = sum((part.amount for part in parts), Decimal())
        if len(parts) == len(record.splits) and total == amount:
            return parts
        message = f"The parts of this split add up to {total}, not to {amount}; the row was taken whole."
        self.mistakes.append(Mistake(record.line, message, is_row=False))
        return ()


def _is_of_money(section: str, letters: KeysView[str]) -> bool:
    """Say whether a record moves money; programs in other languages name the kinds of accounts in theirs."""
    if section in _ACCOUNTS:
        return bool(letters & {"D", "T", "U", "P", "M"})
    return section not in _LISTS and "D" in letters and bool(letters & {"T", "U"})


def _add(record: _Record, line: str, number: int) -> None:
    """Put a line where it belongs: a split begins with S, and E, $ and % are of the split before."""
    letter, value = line[0], line[1:].strip()
    if not record.values and letter != "#":
        record.line = number
    if letter == "S" and len(record.splits) < SPLITS:
        record.splits.append({"S": value})
    elif letter in "E$%" and record.splits:
        record.splits[-1].setdefault(letter, value)
    elif letter.isalpha():
        record.values.setdefault(letter, value)


def _share(split: dict[str, str], amount: Decimal, group_mark: str) -> Decimal | None:
    """Return the amount of a split, reckoned from its percentage where only that is given."""
    if "$" in split:
        return read_amount(split["$"].lstrip("= "), group_mark=group_mark)
    share = read_amount(split.get("%", "").rstrip("% "))
    return None if share is None else (amount * share / _HUNDRED).quantize(Decimal("0.01"))


def _text(written: str) -> str:
    return one_line(unescape(written) if "&" in written else written)


def _number(written: str) -> str:
    """Return what stands for a text where there is none: the number of a check, or a word for the kind of movement."""
    return f"Check {written}" if written.isdecimal() else one_line(written)


@lru_cache(maxsize=4096)
def _split_category(written: str) -> tuple[str, str, tuple[str, ...]]:
    """Return category path, the other account and tags of `Food:Groceries/Holiday` or `[Savings]/Holiday`."""
    path, _, label = written.rpartition("/") if "/" in written.rpartition("]")[2] else (written, "", "")
    path = one_line(path)
    tags = tuple(tag for tag in map(one_line, label.split(":")) if tag)
    if path.startswith("[") and path.endswith("]"):
        return "", path[1:-1].strip(), tags
    return path, "", tags


def _sentence(kind: str, written: str) -> str:
    said = f"“{one_line(written)[:40]}” is no {kind}." if written.strip() else f"It has no {kind}."
    return f"{said} Correct the row, or leave it out."
