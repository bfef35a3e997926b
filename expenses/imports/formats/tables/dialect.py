"""Delimited text to a grid: what separates the cells is found out from what the cells then are."""

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Any

from expenses.imports.formats.limits import ROWS, check_rows
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.dates import is_date
from expenses.imports.formats.tables.dressed import read_blocks, undress
from expenses.imports.formats.tables.grid import MAX_COLUMNS, Cells, Grid
from expenses.imports.formats.tables.numbers import is_number
from expenses.imports.formats.text import decode

DELIMITERS = (",", ";", "\t", "|", "^")
_SAMPLE_LINES = 150
_SAMPLE_LENGTH = 1 << 17
_CELLS = 20_000_000
_CELL_LINES = 20
_LINE = 1 << 20
_SAYS_DELIMITER = re.compile(r"sep=(.)\n", re.IGNORECASE).match


def read_text(content: bytes) -> Grid:
    """Return the rows of a delimited text. Raises NotAStatement where it is none, or too large to be one."""
    text = decode(content)
    if any("\n" not in text[start : start + _LINE] for start in range(0, len(text) - _LINE, _LINE)):
        raise NotAStatement(
            "A line of this file is longer than any of a statement. Download it as CSV, OFX or CAMT from your bank."
        )
    text = undress(text)
    if blocks := read_blocks(text):
        return Grid("csv", *blocks)
    said = _SAYS_DELIMITER(text)
    delimiter = said[1] if said and said[1] in DELIMITERS else find_delimiter(text)
    if text.count(delimiter) > _CELLS:
        raise NotAStatement("This table has too many cells. Download a shorter period, or fewer columns.")
    rows, lines = _split(text, delimiter)
    if said:
        rows, lines = rows[1:], lines[1:]
    return Grid("tsv" if delimiter == "\t" else "csv", rows, lines, delimiter)


def find_delimiter(text: str) -> str:
    """Return the delimiter under which most cells are dates and numbers and rows are equally wide."""
    sample = text[:_SAMPLE_LENGTH]
    scores = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=scores.__getitem__)
    if not scores[best]:
        raise NotAStatement("This is no bank statement. Download it as CSV, OFX, QIF, CAMT or MT940 from your bank.")
    return best


def _score(sample: str, delimiter: str) -> float:
    try:
        rows = [row for row in islice(_reader(sample, delimiter, csv.QUOTE_MINIMAL), _SAMPLE_LINES) if any(row)]
    except csv.Error:
        rows = [line.split(delimiter) for line in sample.split("\n")[:_SAMPLE_LINES] if line]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    known = sum(_is_known(cell.strip()) for row in rows for cell in row[:MAX_COLUMNS])
    return (known / len(rows) + 0.1 + min(width, 40) / 1000) * count / len(rows)


def _is_known(cell: str) -> bool:
    return 0 < len(cell) <= 60 and (is_number(cell) or is_date(cell) or (len(cell) == 3 and cell.isupper()))


def _split(text: str, delimiter: str) -> tuple[list[Cells], list[int]]:
    """Return the rows that hold anything, and the line each begins on; a quote never closed is taken as text."""
    try:
        return _rows(text, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error:
        pass
    try:
        rows, lines = _rows(text, delimiter, csv.QUOTE_NONE)
    except csv.Error as error:
        raise NotAStatement("A cell of this table is longer than any should be. Download it again.") from error
    return [[cell.strip(' "') for cell in row] for row in rows], lines


def _rows(text: str, delimiter: str, quoting: int) -> tuple[list[Cells], list[int]]:
    """Raise csv.Error where a row goes over so many lines that a quote must have been left open."""
    reader = _reader(text, delimiter, quoting)
    rows: list[Cells] = []
    lines: list[int] = []
    line = 0
    for row in reader:
        if row and any(row):
            rows.append(row if len(row) <= MAX_COLUMNS else row[:MAX_COLUMNS])
            lines.append(line + 1)
            if reader.line_num - line > _CELL_LINES:
                raise csv.Error
            if len(lines) > ROWS:
                check_rows(len(lines))
        line = reader.line_num
    return rows, lines


def _reader(text: str, delimiter: str, quoting: int) -> Any:
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, skipinitialspace=True, quoting=quoting)  # type: ignore[arg-type]
