"""What the first rows of a table become as its columns are matched, before anything is kept."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables import mapping as mappings
from expenses.imports.formats.tables import table
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.tables.rows import read_rows
from expenses.imports.formats.tables.sheets import is_sheet
from expenses.imports.reading import of_account
from expenses.imports.whom import called_by_whom

SHOWN = 5
READ = 200
LARGE_BYTES = 500_000
LONGEST_CELL = 60
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TrialRow:
    """A row as the file has it and as it would be taken; `amount` is signed, money out negative."""

    line: int
    written: str
    date: datetime.date
    amount: Decimal
    currency: str | None
    description: str


@dataclass(frozen=True)
class Trial:
    """The first rows, or `problems`: sentences that say what to change. `mistakes` are rows that cannot be read."""

    rows: list[TrialRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


def try_mapping(content: bytes, stored: dict[str, Any], account: str = "") -> Trial:
    """Return what comes of an account of a table by a mapping; a long table takes the same time as a short one."""
    try:
        grid, mapping = table.open_table(_beginning(content)), mappings.from_json(stored)
    except NotAStatement as error:
        return Trial(problems=[str(error)])
    if problems := mappings.find_problems(grid, mapping):
        return Trial(problems=problems)
    return _read(_first_rows(grid, mapping), mapping, account)


def _beginning(content: bytes) -> bytes:
    """Return whole lines from the beginning of a long text; neither sheets nor texts of two bytes a letter are cut."""
    if len(content) <= LARGE_BYTES or is_sheet(content) or content.startswith(_WIDE):
        return content
    return content[: content.rfind(b"\n", 0, LARGE_BYTES) + 1] or content


def _first_rows(grid: Grid, mapping: ColumnMapping) -> Grid:
    end = mapping.rows(grid).start + READ
    return Grid(grid.format, grid.rows[:end], grid.lines[:end], grid.delimiter, grid.is_native)


def _read(grid: Grid, mapping: ColumnMapping, account: str) -> Trial:
    statement = called_by_whom(of_account(read_rows(grid, mapping), account), mapping.preset)
    cells = dict(zip(grid.lines, grid.rows, strict=True))
    rows = [
        TrialRow(row.line, _written(cells.get(row.line, [])), row.date, row.amount, row.currency, row.description)
        for row in statement.rows[:SHOWN]
    ]
    mistakes = [f"Line {mistake.line:,}: {mistake.message}" for mistake in statement.mistakes[:SHOWN]]
    problems = [] if rows else ["No rows were found this way. Look at the columns again."]
    return Trial(rows, problems, mistakes)


def _written(cells: list[str]) -> str:
    return " · ".join(cell.strip()[:LONGEST_CELL] for cell in cells if cell.strip())
