"""Rows of a table to rows of a statement, as a mapping says: column by column, since there may be 100,000 rows."""

import datetime
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from expenses.imports.formats.presets import PRESETS
from expenses.imports.formats.presets.preset import Preset
from expenses.imports.formats.statement import Mistake, NotAStatement, Statement, StatementRow
from expenses.imports.formats.tables import signs
from expenses.imports.formats.tables.dates import read_dates
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.mapping import ColumnMapping, find_problems
from expenses.imports.formats.tables.numbers import read_numbers
from expenses.imports.formats.tables.parties import with_parties
from expenses.imports.formats.tables.shares import own_shares
from expenses.imports.formats.tables.splits import join_by_start, join_numbered
from expenses.imports.formats.tables.texts import Texts
from expenses.imports.formats.tables.vocabulary import Role
from expenses.imports.formats.text import one_line
from expenses.imports.formats.trusted_ids import keep_trusted_ids

MISTAKES = 1_000
_STATEMENT_WORDS = re.compile(
    r"\b(?:balance|total|totals|saldo|solde|summe|gesamt\w*|sum|totaal|suma|razem|celkem|yhteens|zustatek|egyenleg|"
    r"carried forward|brought forward|pending|vorgemerkt|en attente|pendiente)\b|合计|总计|残高|合計",
    re.IGNORECASE,
).search
_NOT_BOOKED = frozenset(
    [
        "pending",
        "processing",
        "declined",
        "denied",
        "failed",
        "cancelled",
        "canceled",
        "reverted",
        "rejected",
        "expired",
        "void",
        "voided",
        "reversed",
        "unposted",
        "removed",
        "blocked",
        "vorgemerkt",
        "abgelehnt",
        "storniert",
        "ausstehend",
        "offen",
        "en attente",
        "refusé",
        "annulé",
        "pendiente",
        "rechazado",
        "cancelado",
        "in sospeso",
        "in attesa",
        "annullato",
        "pendente",
        "in behandeling",
        "geweigerd",
        "geannuleerd",
        "oczekujące",
        "odrzucone",
        "anulowane",
        "čeká",
        "zamítnuto",
        "reserverat",
        "reserveret",
        "reservert",
        "varaus",
        "függőben",
        "beklemede",
        "iptal",
        "交易关闭",
        "已关闭",
        "已全额退款",
        "对方已退还",
        "処理中",
        "取消",
    ]
)


def read_rows(grid: Grid, mapping: ColumnMapping) -> Statement:
    """Return the rows as a mapping takes them. Raises NotAStatement where it makes no sense, or no row can be read."""
    problems = find_problems(grid, mapping)
    if problems:
        raise NotAStatement(" ".join(problems))
    statement = _Reading(grid, mapping).statement()
    if not statement.rows and not statement.mistakes:
        raise NotAStatement("No row of this table has a date and an amount. Download a period with bookings.")
    return statement


@dataclass(slots=True)
class _Cells:
    """One row while it is decided what to do with it."""

    line: int
    date: datetime.date | None
    date_text: str
    amount: Decimal | None
    amount_text: str
    words: str


class _Reading:
    """The columns of one table, read as a mapping says."""

    def __init__(self, grid: Grid, mapping: ColumnMapping) -> None:
        self.grid, self.mapping = grid, mapping
        self.rows = mapping.rows(grid)
        self.preset: Preset | None = PRESETS.get(mapping.preset)
        self.lines = grid.lines[self.rows.start :]
        self.blank = [""] * len(self.rows)

    def statement(self) -> Statement:
        date_texts = self.date_texts()
        days = read_dates(date_texts, self.mapping.date_order, self.mapping.year)
        amounts, amount_texts = self.amounts()
        texts = Texts(self.grid, self.mapping, self.rows, self.preset)
        booked = self.booked()
        rows: list[StatementRow] = []
        mistakes: list[Mistake] = []
        every = zip(self.lines, days, amounts, booked, texts.rows(), strict=True)
        for index, (line, day, amount, is_booked, rest) in enumerate(every):
            if day and amount and is_booked:
                rows.append(StatementRow(line, day, amount, *rest))
            elif is_booked and (day is None or amount is None):
                self.leave_out(
                    index, _Cells(line, day, date_texts[index], amount, amount_texts[index], ""), rows, mistakes
                )
        return Statement(self.grid.format, tuple(self.finish(rows)), tuple(mistakes[:MISTAKES]))

    def finish(self, rows: Sequence[StatementRow]) -> Sequence[StatementRow]:
        """Return the rows with parties and parts as the tool writes them, without ids that do not tell rows apart."""
        if self.preset and self.preset.splits == "by-id":
            days = self.cells("date")
            rows = list(join_by_start(rows, [line for line, day in zip(self.lines, days, strict=True) if day]))
        if self.preset:
            rows = with_parties(rows, self.preset)
        if self.preset and self.preset.splits == "numbered":
            rows = list(join_numbered(rows))
        return keep_trusted_ids(rows) if "bank-id" in self.mapping.roles else rows

    def date_texts(self) -> list[str]:
        """Return the dates as written: that of value where none is of booking, in a ledger that of the row above."""
        days = self.cells("date")
        if "value-date" in self.mapping.roles:
            return [day or value for day, value in zip(days, self.cells("value-date"), strict=True)]
        if self.preset and self.preset.splits == "by-id":
            return list(accumulate(days, _or_above))
        return days

    def cells(self, role: Role) -> list[str]:
        index = self.mapping.column(role)
        return self.blank if index is None else self.grid.column(index, self.rows)

    def numbers(self, role: Role) -> list[Decimal | None]:
        return read_numbers(self.cells(role), self.mapping.decimal_mark)

    def amounts(self) -> tuple[list[Decimal | None], list[str]]:
        """Return the signed amounts, money out negative, and what was written."""
        if self.mapping.sign == "columns":
            written = [f"{out}{into}" for out, into in zip(self.cells("debit"), self.cells("credit"), strict=True)]
            found = signs.from_columns(self.numbers("debit"), self.numbers("credit"))
        else:
            written, found = self.cells("amount"), self.numbers("amount")
            found = self.shares(found) if self.preset and self.preset.has_members else self.signed(found, written)
        return self.with_fees(found), written

    def signed(self, amounts: list[Decimal | None], written: Sequence[str]) -> list[Decimal | None]:
        match self.mapping.sign:
            case "spending":
                return [amount and -amount for amount in amounts]
            case "direction":
                words = self.cells("direction") if "direction" in self.mapping.roles else self.cells("type")
                if self.preset and (self.preset.out or self.preset.into):
                    words = [self.preset_word(word) for word in words]
                return signs.directed(amounts, words)
            case "marked":
                return [
                    amount and (abs(amount) if signs.marked_in(text) else -abs(amount))
                    for amount, text in zip(amounts, written, strict=True)
                ]
        return amounts

    def shares(self, costs: list[Decimal | None]) -> list[Decimal | None]:
        """Return what each cost is to the member whose file this is."""
        header = self.grid.rows[bisect_left(self.grid.lines, self.mapping.header_line)]
        columns = {
            name.strip(): self.grid.column(index, self.rows)
            for index, name in enumerate(header)
            if name.strip() and index < len(self.mapping.roles) and not self.mapping.roles[index]
        }
        mapping = self.mapping
        return own_shares(columns, costs, self.cells("category"), mapping.member, mapping.decimal_mark)

    def preset_word(self, word: str) -> str:
        """Return `out` or `in` for a word of the tool."""
        if self.preset and word.lower() in self.preset.out:
            return "out"
        return "in" if self.preset and word.lower() in self.preset.into else word

    def with_fees(self, amounts: list[Decimal | None]) -> list[Decimal | None]:
        if not self.preset or not self.preset.is_fee_extra or "fee" not in self.mapping.roles:
            return amounts
        fees = self.numbers("fee")
        return [
            amount if amount is None or not fee else amount - abs(fee)
            for amount, fee in zip(amounts, fees, strict=True)
        ]

    def booked(self) -> Sequence[bool]:
        """Return which rows moved money, by their status and type."""
        left_out = self.preset.left_out if self.preset else frozenset()
        is_row = [word.lower() not in left_out for word in self.cells("type")] if left_out else [True] * len(self.rows)
        if "status" not in self.mapping.roles:
            return is_row
        texts = self.cells("status")
        preset = self.preset
        known = {}
        for text in set(texts):
            word = text.lower()
            if preset and preset.kept:
                known[text] = not word or word in preset.kept
            else:
                known[text] = word not in (preset.skipped if preset and preset.skipped else _NOT_BOOKED)
        return [known[text] and may for text, may in zip(texts, is_row, strict=True)]

    def leave_out(self, index: int, row: _Cells, rows: list[StatementRow], mistakes: list[Mistake]) -> None:
        """Add the row's text to the one above, or say what is wrong, unless it is a total or a note."""
        cells = [cell.strip() for cell in self.grid.rows[self.rows.start + index]]
        described = [cells[column] for column in self.mapping.columns("description") if column < len(cells)]
        if not row.date_text and not row.amount_text:
            if rows and any(described) and sum(map(bool, cells)) == sum(map(bool, described)):
                last = rows[-1]
                rows[-1] = last._replace(description=one_line(" ".join([last.description, *described])))
            return
        if _STATEMENT_WORDS(" ".join(cells)[:500]) or (row.date is None and not row.amount_text):
            return
        if row.date is None:
            said = f"“{row.date_text[:40]}” is no date" if row.date_text else "This row has no date"
            mistakes.append(Mistake(row.line, f"{said}. Write it like the others, and bring the file again."))
        elif row.amount_text or "balance" not in self.mapping.roles:
            said = f"“{row.amount_text[:40]}” is no amount" if row.amount_text else "This row has no amount"
            mistakes.append(Mistake(row.line, f"{said}. Write it like the others, and bring the file again."))


def _or_above(above: str, day: str) -> str:
    return day or above
