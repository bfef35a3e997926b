"""What a reader makes of a file: a header and rows that can be walked again and again, in little memory."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

MAX_ROWS = 200_000
LONGEST_CELL = 100_000

Cell = str | Decimal | datetime.date


class UnreadableFile(Exception):
    """A file that no rows can be read from. The text is a sentence that says what to do."""


class Row(NamedTuple):
    """The cells of one row, and the line (CSV) or row (XLSX) of the file it begins on."""

    line: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A spreadsheet: `rows()` starts at the first row below the header each time it is called, and may raise
    UnreadableFile on the way. Empty rows are left out. `rows_expected`
    is an estimate, for a progress bar; `notes` are sentences for the person."""

    kind: str
    headers: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    rows_expected: int = 0
    notes: tuple[str, ...] = field(default=())
