"""CSV as people have it: UTF-8, UTF-16 or a Windows code page; commas, semicolons, tabs or bars."""

import codecs
import csv
import io
from collections.abc import Iterator
from functools import partial
from itertools import islice

from expenses.spreadsheets.columns import MAX_COLUMNS, count_known
from expenses.spreadsheets.reading.table import LONGEST_CELL, MAX_ROWS, Row, Table, UnreadableFile

DELIMITERS = ",;\t|"
CHUNK_BYTES = 1 << 20
_NOT_TEXT = "This file is not a text table. Choose a CSV or XLSX file."


def read_csv(content: bytes) -> Table:
    """Return the table in `content`, its first line that is not empty being the header."""
    encoding = find_encoding(content)
    declared = _declared_delimiter(_open(content, encoding).readline(LONGEST_CELL))
    delimiter = declared or find_delimiter(content, encoding)
    walk = partial(_walk, content, encoding, delimiter, skip_first_line=bool(declared))
    header = next(walk(), None)
    if header is None:
        raise UnreadableFile("This file is empty. Choose one that has a header and rows.")
    return Table(
        "CSV", tuple(str(cell) for cell in header.cells), lambda: islice(walk(), 1, None), content.count(b"\n")
    )


def find_encoding(content: bytes) -> str:
    """Return the name of the encoding that `content` is written in; raise UnreadableFile where it is no text."""
    if content.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif encoding := _wide_encoding(content[:2_000]):
        candidates = [encoding]
    else:
        candidates = ["utf-8", "cp1252"]
    for encoding in candidates:
        if _is_written_in(content, encoding):
            return encoding
    raise UnreadableFile(_NOT_TEXT)


def _wide_encoding(start: bytes) -> str:
    """Return which UTF-16 without a mark the text is in, "" for neither: every other byte of Latin is zero."""
    of_even, of_odd = (start[first::2].count(0) / (len(start) / 2) for first in (0, 1))
    if max(of_even, of_odd) < 0.4:
        return ""
    return "utf-16-le" if of_odd > of_even else "utf-16-be"


def _is_written_in(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), CHUNK_BYTES):
            text = decoder.decode(content[start : start + CHUNK_BYTES], start + CHUNK_BYTES >= len(content))
            if "\0" in text:
                return False
    except UnicodeDecodeError:
        return False
    return True


def find_delimiter(content: bytes, encoding: str) -> str:
    """Return the delimiter by which the first line names the most of our columns, then has the most cells."""

    def rank(delimiter: str) -> tuple[int, int]:
        cells = next(_walk(content, encoding, delimiter, skip_first_line=False), Row(0, [])).cells
        return count_known([str(cell) for cell in cells]), len(cells)

    return max(DELIMITERS, key=rank)


def _declared_delimiter(first_line: str) -> str:
    """Return the delimiter of a line such as "sep=;", which Excel reads and writes, or "" where there is none."""
    line = first_line.strip()
    return line[-1] if line[:4].lower() == "sep=" and len(line) == 5 else ""


def _open(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline="")


def _walk(content: bytes, encoding: str, delimiter: str, *, skip_first_line: bool) -> Iterator[Row]:
    """Yield the lines that are not empty, the header first."""
    text = _open(content, encoding)
    skipped = 1 if skip_first_line and text.readline() else 0
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=delimiter)
    line, count = skipped + 1, 0
    try:
        for cells in reader:
            if any(cells):
                if count and (count > MAX_ROWS or len(cells) > MAX_COLUMNS):
                    raise UnreadableFile(_say_too_large(line, len(cells)))
                yield Row(line, cells)
                count += 1
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f"The row on line {line:,} cannot be read: a cell in it is far too long. "
            "Look there for a quotation mark that is not closed."
        ) from error


def _say_too_large(line: int, width: int) -> str:
    if width > MAX_COLUMNS:
        return f"The row on line {line:,} has {width:,} cells; at most {MAX_COLUMNS} are read. Remove those behind."
    return f"This file has more than {MAX_ROWS:,} rows. Split it, and import the parts in turn."
