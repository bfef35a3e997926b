"""What every table is, whatever file it came in: rows of trimmed texts with the line each began on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

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
    _columns: dict[tuple[int, int, int], list[str]] = field(default_factory=dict, repr=False, compare=False)

    def column(self, index: int, rows: range) -> list[str]:
        """Return the trimmed cells of one column, "" where a row is shorter; each column is made once."""
        key = (index, rows.start, rows.stop)
        if key not in self._columns:
            cells = self.rows[rows.start : rows.stop]
            if index < min(map(len, cells), default=0):
                self._columns[key] = list(map(str.strip, map(itemgetter(index), cells)))
            else:
                self._columns[key] = [row[index].strip() if index < len(row) else "" for row in cells]
        return self._columns[key]

    def width(self, rows: range) -> int:
        """Return the number of cells of the widest of some rows."""
        return max((len(cells) for cells in self.rows[rows.start : rows.stop]), default=0)
