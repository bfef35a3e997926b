"""Tables of any bank: delimited text and spreadsheets. The last of the readers, as nearly anything can be text."""

import dataclasses

from expenses.imports.formats.statement import NotAStatement, Statement
from expenses.imports.formats.tables.dialect import read_text
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.guess import guess
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.tables.markup import is_markup, read_markup
from expenses.imports.formats.tables.rows import read_rows
from expenses.imports.formats.tables.sheets import is_sheet, read_sheet

NAME = "table"
_MARKUP = (b"<", b"{", b"[{")


def looks_like(content: bytes) -> bool:
    """Say whether this may be a table: a spreadsheet, a web page with one, or text that is neither that nor JSON."""
    return (
        is_sheet(content) or is_markup(content) or not content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MARKUP)
    )


def open_table(content: bytes) -> Grid:
    """Return the cells of the table, whatever file it is in. Raises NotAStatement where it is none."""
    if is_sheet(content):
        grid = read_sheet(content)
    else:
        grid = read_markup(content) if is_markup(content) else read_text(content)
    if not grid.rows:
        raise NotAStatement("This table is empty. Download the statement again.")
    return grid


def read(content: bytes, mapping: ColumnMapping | None = None) -> Statement:
    """Return what the table says, as a mapping takes it, else as it is likely meant, with what that leaves open."""
    return read_rows(open_table(content), mapping) if mapping else Guessing().read(content)


class Guessing:
    """A reader of one table that keeps its cells, and how it took them: to open 100,000 rows again takes long."""

    NAME = NAME
    grid: Grid
    mapping: ColumnMapping

    def looks_like(self, content: bytes) -> bool:
        return looks_like(content)

    def read(self, content: bytes) -> Statement:
        self.grid = open_table(content)
        self.mapping, questions = guess(self.grid)
        return dataclasses.replace(read_rows(self.grid, self.mapping), questions=questions)
