"""XLSX: looked at from outside, then unpacked by a process of its own that cannot take more than its share."""

import datetime
import io
import json
import subprocess
import sys
import tempfile
import weakref
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from expenses.spreadsheets.columns import MAX_COLUMNS
from expenses.spreadsheets.reading.table import MAX_ROWS, Row, Table, UnreadableFile

MAX_UNPACKED_BYTES = 300 << 20
MAX_PARTS = 2_000
READER_SECONDS = 60
_EXIT_TOO_LARGE = 3
_READER = Path(__file__).with_name("xlsx_reader.py")
_DAMAGED = (
    "This XLSX file is incomplete or damaged. Open it in your spreadsheet program, save it again, and choose that one."
)
_TOO_LARGE = "This spreadsheet is too large when unpacked. Remove what is not a table, or save the sheet as CSV."


def read_xlsx(content: bytes) -> Table:
    """Return the first sheet of the workbook that has any cells; raise UnreadableFile where it cannot be read."""
    _check_package(content)
    sheet = _Unpacked(content)
    return Table("XLSX", tuple(sheet.about["headers"]), sheet.rows, sheet.about["height"] - 1, _notes(sheet.about))


class _Unpacked:
    """What the reader's process has written, in a file that goes with this object: a line about the sheet, then a
    JSON list a row."""

    def __init__(self, content: bytes) -> None:
        self.lines = tempfile.NamedTemporaryFile()  # noqa: SIM115  read as long as the table is
        weakref.finalize(self, self.lines.close)
        _unpack(content, self.lines)
        with self.open() as lines:
            self.about = json.loads(lines.readline())
        if "problem" in self.about:
            raise UnreadableFile(_sentence(self.about["problem"]))

    def open(self) -> IO[str]:
        return Path(self.lines.name).open(encoding="utf-8", newline="\n")

    def rows(self) -> Iterator[Row]:
        decode = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, object_hook=_to_date).decode
        with self.open() as lines:
            next(lines)
            for line in lines:
                number, cells = decode(line)
                yield Row(int(number), cells)


def _check_package(content: bytes) -> None:
    """Raise UnreadableFile unless the ZIP directory describes a workbook of a bearable size."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableFile(_DAMAGED) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in {name.lower() for name in names}:
        raise UnreadableFile(_say_of_package(names))
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnreadableFile("This file is protected with a password. Save a copy without it, and choose that one.")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise UnreadableFile(_TOO_LARGE)


def _say_of_package(names: set[str]) -> str:
    if "xl/workbook.bin" in names or "content.xml" in names or any(name.endswith(".iwa") for name in names):
        return "This kind of spreadsheet is not read. Save it as XLSX or CSV (UTF-8), and choose that one."
    return "This file is packed. Unpack it first, then choose the CSV or XLSX file in it."


def _unpack(content: bytes, lines: IO[bytes]) -> None:
    """Have the rows written to `lines` by a process with limits of its own on memory, time and output.

    calamine reads whole sheets into memory, and a small file can describe a huge one in more ways than a look at its
    directory shows.
    """
    with tempfile.TemporaryFile() as packed:
        packed.write(content)
        packed.seek(0)
        try:
            finished = subprocess.run(  # noqa: S603  our own script, the file on its standard input
                [sys.executable, "-I", str(_READER), str(MAX_ROWS), str(MAX_COLUMNS)],
                stdin=packed, stdout=lines, stderr=subprocess.DEVNULL, timeout=READER_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(_TOO_LARGE) from error
    if finished.returncode < 0 or finished.returncode == _EXIT_TOO_LARGE:
        raise UnreadableFile(_TOO_LARGE)
    if finished.returncode:
        raise UnreadableFile(_DAMAGED)


def _sentence(problem: str) -> str:
    return {
        "damaged": _DAMAGED,
        "empty": "This spreadsheet is empty. Choose one that has a header and rows.",
        "rows": f"This sheet has more than {MAX_ROWS:,} rows. Split it, and import the parts in turn.",
        "columns": f"This sheet has more than {MAX_COLUMNS} columns. Remove those that are not named below.",
    }[problem]


def _notes(about: dict[str, Any]) -> tuple[str, ...]:
    if not about["other_sheets"]:
        return ()
    others = f"{about['other_sheets']} other ones" if about["other_sheets"] > 1 else "other one"
    return (f"Only the sheet “{about['sheet']}” is read, not the {others}.",)


def _to_date(cell: dict[str, str]) -> datetime.date:
    return datetime.date.fromisoformat(cell["date"])
