"""What every table is, whatever file it came in: rows of trimmed texts with the line each began on."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLUMNS = 500
SAMPLE_ROWS = 300

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table that hold anything, none trimmed yet.

    `format` is "csv", "tsv" or the name of a spreadsheet format. `lines` has the line or row of the file, from 1, that
    each of `rows` began on. `is_native` says that numbers were numbers in the file, written here with a point.
    """

    format: str
    rows: Sequence[Cells]
    lines: Sequence[int]
    delimiter: str = ""
    is_native: bool = False

    def cell(self, row: int, column: int) -> str:
        """Return one trimmed cell, "" where the row is shorter."""
        cells = self.rows[row]
        return cells[column].strip() if column < len(cells) else ""

    def column(self, index: int, rows: range) -> list[str]:
        """Return the trimmed cells of one column, "" where a row is shorter."""
        return [cells[index].strip() if index < len(cells) else "" for cells in self.rows[rows.start : rows.stop]]

    def width(self, rows: range) -> int:
        """Return the number of cells of the widest of some rows."""
        return max((len(cells) for cells in self.rows[rows.start : rows.stop]), default=0)
