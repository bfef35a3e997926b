"""How a table is read: which column is what, and what its numbers, dates and signs mean. Plain enough to be shown,
changed by the person, and remembered."""

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.counted import read_counted
from expenses.imports.formats.tables.dates import ORDERS, DateOrder, is_date, is_day_and_month
from expenses.imports.formats.tables.grid import SAMPLE_ROWS, Grid
from expenses.imports.formats.tables.header import plain
from expenses.imports.formats.tables.numbers import DecimalMark, is_number
from expenses.imports.formats.tables.vocabulary import Role

Sign = Literal["signed", "spending", "direction", "columns", "marked", "balance"]
MANY: frozenset[Role] = frozenset({"", "description", "counterparty", "notes", "tags", "ignored"})
_MONEY: tuple[Role, ...] = ("amount", "debit", "credit", "original-amount", "fee", "balance")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What each column holds, "" for nothing of use, and how to take what is in it.

    Lines are lines (or rows of a sheet) of the file from 1, 0 where there is no header. `sign` is "signed" (money out
    has a minus), "spending" (money out has none, money in has a minus), "direction" (a column says it), "columns"
    (one for money out, one for money in), "marked" (money in has a plus or CR) or "balance" (what moved is the
    difference of balances). `currency` holds for all rows
    without their own. `preset` names the tool that wrote the file, `member` the person among those of a group.
    """

    roles: tuple[Role, ...]
    header_line: int = 0
    first_line: int = 1
    date_order: DateOrder = "dmy"
    decimal_mark: DecimalMark = "."
    sign: Sign = "signed"
    currency: str = ""
    year: int = 0
    preset: str = ""
    member: str = ""

    def column(self, role: Role) -> int | None:
        """Return the first column of a role, None where there is none."""
        return self.roles.index(role) if role in self.roles else None

    def columns(self, role: Role) -> list[int]:
        return [index for index, held in enumerate(self.roles) if held == role]

    def rows(self, grid: Grid) -> range:
        """Return which rows of a grid are below the header."""
        return range(bisect_left(grid.lines, self.first_line), len(grid.rows))

    def names(self, grid: Grid) -> list[str]:
        """Return what the header calls the columns, nothing where there is none: what `signature` is made of."""
        at = bisect_left(grid.lines, self.header_line)
        return [cell.strip() for cell in grid.rows[at]] if self.header_line and at < len(grid.rows) else []

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "roles": list(self.roles)}


def from_json(stored: Mapping[str, Any]) -> ColumnMapping:
    """Return the mapping that was stored. Raises NotAStatement where it is none."""
    known = {field.name for field in fields(ColumnMapping)}
    try:
        values: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
        mapping = ColumnMapping(**{**values, "roles": tuple(values.get("roles", ()))})
    except TypeError as error:
        raise NotAStatement("These columns cannot be used for this file. Match them again.") from error
    _refuse_unless(all(role in get_args(Role) for role in mapping.roles))
    _refuse_unless(mapping.date_order in ORDERS and mapping.decimal_mark in {".", ","})
    _refuse_unless(mapping.sign in get_args(Sign))
    numbers = (mapping.header_line, mapping.first_line, mapping.year)
    words = (mapping.currency, mapping.preset, mapping.member)
    _refuse_unless(all(type(number) is int and 0 <= number < 1 << 31 for number in numbers))
    _refuse_unless(all(isinstance(word, str) for word in words) and mapping.year < 10_000)
    return mapping


def _refuse_unless(is_sound: bool) -> None:
    if not is_sound:
        raise NotAStatement("These columns cannot be used for this file. Match them again.")


def signature(header: Sequence[str]) -> str:
    """Return what next month's file is recognised by: the names of its columns, in order, whatever their case."""
    names = "\n".join(plain(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()


def find_problems(grid: Grid, mapping: ColumnMapping) -> list[str]:
    """Return sentences that say what to change before a mapping can be used."""
    problems = []
    roles = mapping.roles
    problems += [
        f"Two columns are given as “{role}”. Choose one of them."
        for role in sorted({role for role in roles if roles.count(role) > 1} - MANY)
    ]
    if "date" not in roles:
        problems.append("No column holds the date. Choose the one that does.")
    if not {"amount", "debit", "credit"} & set(roles) and not (mapping.sign == "balance" and "balance" in roles):
        problems.append(
            "No column holds the amount. Choose the one that does, or one for money out and one for money in."
        )
    if mapping.sign == "direction" and not {"direction", "type"} & set(roles):
        problems.append("No column says whether money went out or came in. Choose it, or another way to tell.")
    return problems + _what_does_not_fit(grid, mapping)


def _what_does_not_fit(grid: Grid, mapping: ColumnMapping) -> list[str]:
    rows = mapping.rows(grid)
    rows = range(rows.start, min(rows.stop, rows.start + SAMPLE_ROWS))
    problems = []
    for index, role in enumerate(mapping.roles):
        cells = [cell for cell in grid.column(index, rows) if cell]
        if cells and role == "date" and not any(map(_is_any_date, cells)):
            problems.append(
                f"Column {index + 1} holds no dates, such as “{cells[0][:40]}”. Choose another for the date."
            )
        if cells and role in _MONEY and not any(is_number(cell) for cell in cells):
            problems.append(f"Column {index + 1} holds no amounts, such as “{cells[0][:40]}”. Choose another one.")
    return problems


def _is_any_date(cell: str) -> bool:
    return is_date(cell) or is_day_and_month(cell) or read_counted(cell) is not None
