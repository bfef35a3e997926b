"""Own rates in a CSV file: written, and read again line by line. No database."""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError

from accounts.formulas import defuse, restore
from expenses.exchange.fields import read_rate
from expenses.exchange.validators import validate_rate_date

COLUMNS = ("currency", "other", "rate", "date", "last_day", "note")
NEEDED = COLUMNS[:4]
MOST_LINES = 20_000
LONGEST_NOTE = 200


class SheetRate(NamedTuple):
    """One line: from `date` to `last_day`, one `currency` is worth `rate` of `other`."""

    line: int
    currency: str
    other: str
    rate: Decimal
    date: datetime.date
    last_day: datetime.date | None
    note: str


class WrongLine(NamedTuple):
    line: int
    message: str


@dataclass
class Sheet:
    """What a file says, and which lines of it cannot be taken in."""

    rates: list[SheetRate] = field(default_factory=list)
    wrong: list[WrongLine] = field(default_factory=list)


def write_sheet(rows: Iterator[tuple]) -> Iterator[str]:
    """Yield the lines of the file; a row has the values of COLUMNS."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (COLUMNS, *rows):
        writer.writerow([_cell(value) for value in row])
    yield buffer.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else defuse(str(value))


def read_sheet(content: bytes) -> Sheet:
    """Return the rates in a file; raise ValidationError where it is no such file at all."""
    lines = csv.reader(io.StringIO(decode(content), newline=""), delimiter=delimiter(content))
    sheet = Sheet()
    try:
        header = [cell.strip().lower().replace(" ", "_") for cell in next(lines, [])]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            raise ValidationError(
                f"The first line lacks {', '.join(missing)}. It names the columns: {','.join(COLUMNS)}."
            )
        for number, cells in enumerate(lines, 2):
            if number > MOST_LINES + 1:
                raise ValidationError(f"The file has more than {MOST_LINES:,} lines. Split it into smaller ones.")
            if any(cell.strip() for cell in cells):
                _take(sheet, number, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise ValidationError("This is not a CSV file.") from error
    return sheet


def decode(content: bytes) -> str:
    """Return a CSV file's text, whatever program wrote it; raise ValidationError for what is no text."""
    if b"\0" in content:
        raise ValidationError("This is not a CSV file. Save the spreadsheet as CSV first.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def delimiter(content: bytes) -> str:
    """Return the mark between the cells of a CSV file, by its first line."""
    first = content.split(b"\n", 1)[0]
    return max(",;\t", key=lambda mark: first.count(mark.encode()))


def _take(sheet: Sheet, number: int, cells: dict[str, str]) -> None:
    try:
        rate = _read_line(number, cells)
        validate_line_alone(rate)
    except ValidationError as error:
        sheet.wrong.append(WrongLine(number, " ".join(error.messages)))
    else:
        sheet.rates.append(rate)


def _read_line(number: int, cells: dict[str, str]) -> SheetRate:
    text = {name: restore((cells.get(name) or "").strip()) for name in COLUMNS}
    mark = "," if "," in text["rate"] and "." not in text["rate"] else "."
    last_day = _read_day(text["last_day"]) if text["last_day"] else None
    codes = text["currency"].upper(), text["other"].upper()
    return SheetRate(
        number, *codes, read_rate(text["rate"], mark), _read_day(text["date"]), last_day, text["note"][:LONGEST_NOTE]
    )


def validate_line_alone(rate: SheetRate) -> None:
    """Raise ValidationError where a line contradicts itself."""
    if rate.currency == rate.other:
        raise ValidationError("The two currencies are the same.")
    if rate.last_day and rate.last_day < rate.date:
        raise ValidationError("The last day is before the first one.")


def _read_day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValidationError(f"“{text[:20]}” is not a day. Write it as 2026-11-21.") from None
    validate_rate_date(day)
    return day
