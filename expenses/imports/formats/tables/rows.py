"""Rows of a table to rows of a statement, as a mapping says: column by column, since there may be 100,000 rows."""

import datetime
import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import accumulate, compress, count, repeat
from typing import cast

from expenses.imports.formats.presets import PRESETS
from expenses.imports.formats.presets.preset import Preset
from expenses.imports.formats.statement import Balance, NotAStatement, Statement, StatementRow
from expenses.imports.formats.tables import signs
from expenses.imports.formats.tables.balances import held, steps
from expenses.imports.formats.tables.booking import booked
from expenses.imports.formats.tables.dates import read_dates
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.leftovers import Leftovers
from expenses.imports.formats.tables.mapping import ColumnMapping, find_problems
from expenses.imports.formats.tables.numbers import read_numbers
from expenses.imports.formats.tables.parties import with_parties
from expenses.imports.formats.tables.shares import own_shares
from expenses.imports.formats.tables.splits import join_by_start, join_numbered
from expenses.imports.formats.tables.standing import has_word, is_last_line, is_standing
from expenses.imports.formats.tables.texts import DESCRIBED, Texts
from expenses.imports.formats.tables.vocabulary import Role
from expenses.imports.formats.trusted_ids import keep_trusted_ids

# A named tuple's own way of being made takes three times as long.
_make_row = cast("Callable[[tuple[object, ...]], StatementRow]", partial(tuple.__new__, StatementRow))


def read_rows(grid: Grid, mapping: ColumnMapping) -> Statement:
    """Return the rows as a mapping takes them. Raises NotAStatement where it makes no sense, or no row can be read."""
    problems = find_problems(grid, mapping)
    if problems:
        raise NotAStatement(" ".join(problems))
    statement = _Reading(grid, mapping).statement()
    if not statement.rows and not statement.mistakes:
        raise NotAStatement("No row of this table has a date and an amount. Download a period with bookings.")
    return statement


class _Reading:
    """The columns of one table, read as a mapping says."""

    def __init__(self, grid: Grid, mapping: ColumnMapping) -> None:
        self.grid, self.mapping = grid, mapping
        self.rows = mapping.rows(grid)
        self.preset: Preset | None = PRESETS.get(mapping.preset)
        self.lines = grid.lines[self.rows.start :]
        self.blank = [""] * len(self.rows)

    def statement(self) -> Statement:
        """Return the rows with a date and an amount; of the rest, mistakes and what belongs to the row above."""
        date_texts = self.date_texts()
        days = read_dates(date_texts, self.mapping.date_order, self.mapping.year)
        amounts, amount_texts = self.amounts() if self.mapping.sign != "balance" else self.differences(days)
        texts = Texts(self.grid, self.mapping, self.rows, self.preset).columns()
        described = cast("list[str]", texts[DESCRIBED])
        is_booked = self.booked(described)
        is_row = self.without_last_line(list(map(_is_row, days, amounts, is_booked)), described)
        every = zip(self.lines, days, amounts, *texts, repeat(()), strict=False)
        rows = list(map(_make_row, compress(every, is_row)))
        left = Leftovers(self.grid, self.mapping, self.rows, rows, list(accumulate(is_row)))
        for index in compress(count(), map(operator.not_, is_row)):
            if is_booked[index] and (days[index] is None or amounts[index] is None):
                left.take(index, days[index], date_texts[index], amount_texts[index])
        balances = self.balances(rows, is_row)
        return Statement(self.grid.format, tuple(self.finish(rows)), tuple(left.mistakes), balances)

    def balances(self, rows: Sequence[StatementRow], is_row: Sequence[bool]) -> tuple[Balance, ...]:
        """Return what the account held before and after, where every row has a balance beside it."""
        if "balance" not in self.mapping.roles:
            return ()
        beside = [balance for balance in compress(self.numbers("balance"), is_row) if balance is not None]
        return held(rows, beside) if rows and len(beside) == len(rows) else ()

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

    def differences(self, days: Sequence[datetime.date | None]) -> tuple[list[Decimal | None], list[str]]:
        """Return what balances differ by from those of the booking before; the oldest has none before it."""
        told = [day for day in days if day]
        is_newest_first = bool(told) and told[0] > told[-1]
        return steps(self.numbers("balance"), is_newest_first=is_newest_first), self.blank

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
        columns = {
            name: self.grid.column(index, self.rows)
            for index, name in enumerate(self.mapping.names(self.grid))
            if name and index < len(self.mapping.roles) and not self.mapping.roles[index]
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
        paid_by_sender = self.preset.is_other_what_arrived
        return [
            amount if amount is None or not fee or (paid_by_sender and amount > 0) else amount - abs(fee)
            for amount, fee in zip(amounts, fees, strict=True)
        ]

    def booked(self, described: Sequence[str]) -> Sequence[bool]:
        """Return which rows moved money, by their status and type; a bank's list may have balances among them."""
        is_booked = booked(self.cells("status"), self.cells("type"), self.preset)
        standing = set() if self.preset else set(filter(is_standing, set(described)))
        if self.preset or not (standing or "" in described):
            return is_booked
        cells = self.grid.rows[self.rows.start :]
        return [
            each and not (text in standing if text else any(map(is_standing, map(str.strip, row))))
            for each, text, row in zip(is_booked, described, cells, strict=True)
        ]

    def without_last_line(self, is_row: list[bool], described: Sequence[str]) -> list[bool]:
        """Return which rows are bookings, without a last one that tells what the account held."""
        indexes = list(compress(count(), is_row))
        if self.preset or not indexes or has_word(described[indexes[-1]]):
            return is_row
        cells = [self.grid.rows[self.rows.start + index] for index in indexes]
        if is_last_line(cells, [described[index] for index in indexes]):
            is_row[indexes[-1]] = False
        return is_row


def _is_row(day: datetime.date | None, amount: Decimal | None, is_booked: bool) -> bool:
    return is_booked and day is not None and bool(amount)


def _or_above(above: str, day: str) -> str:
    return day or above
