"""The European Central Bank's file of reference rates: a CSV with a line a day and a column a currency, in a ZIP."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

SOURCE = "ECB"
MOST_BYTES = 40_000_000
"""Once unpacked. The real file has two million after twenty-five years."""

CODE = re.compile(r"[A-Z]{3}")
NONE = frozenset(["", "N/A", "-"])
LARGEST = Decimal(10_000_000)
STORED = Decimal("0.00000001")
UNREADABLE_ZIP = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class RatesUnreadable(ValueError):
    """The file is not what it should be. The text is a sentence for whoever runs the installation."""


class DayRate(NamedTuple):
    """One euro was worth `per_euro` of `currency` on `date`."""

    date: datetime.date
    currency: str
    per_euro: Decimal


def read_rates(content: bytes) -> list[DayRate]:
    """Return all rates of the file, zipped or not; raise RatesUnreadable where any of it cannot be read."""
    text = _unpack(content) if content.startswith(b"PK") else content
    try:
        lines = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
        header = [cell.strip() for cell in next(lines, [])]
        if not header or header[0] != "Date":
            raise RatesUnreadable("This is not the file of the European Central Bank: its first line begins with Date.")
        return list(_rates(header, lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RatesUnreadable("The file of rates is not a CSV in UTF-8.") from error


def _unpack(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if len(names) != 1:
                raise RatesUnreadable("The ZIP of rates does not hold exactly one CSV file.")
            with archive.open(names[0]) as packed:
                text = packed.read(MOST_BYTES + 1)
    except UNREADABLE_ZIP as error:
        raise RatesUnreadable("The ZIP of rates is damaged. Fetch it again.") from error
    if len(text) > MOST_BYTES:
        raise RatesUnreadable("The file of rates is far larger than it should be.")
    return text


def _rates(header: list[str], lines: Iterator[list[str]]) -> Iterator[DayRate]:
    """Yield the rates of each line. The file ends its lines with a comma, and writes N/A where there is no rate."""
    columns = [(place, code) for place, code in enumerate(header) if CODE.fullmatch(code)]
    for number, cells in enumerate(lines, 2):
        if not any(cells):
            continue
        try:
            date = datetime.date.fromisoformat(cells[0].strip())
            for place, code in columns:
                if place < len(cells) and (cell := cells[place].strip()) not in NONE:
                    yield DayRate(date, code, _read(cell))
        except (ValueError, InvalidOperation) as error:
            raise RatesUnreadable(f"Line {number} of the file of rates cannot be read: {cells[0][:20]}.") from error


def _read(cell: str) -> Decimal:
    rate = Decimal(cell)
    if not rate.is_finite() or not STORED <= rate < LARGEST:
        raise ValueError(cell)
    return rate.quantize(STORED)
