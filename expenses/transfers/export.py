"""Transfers as CSV and XLSX, row by row at a constant memory."""

import datetime
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import IO, Any, NamedTuple

from accounts.currencies import currency_digits
from accounts.ownership import OwnedQuerySet
from expenses.spreadsheets.export import CHUNK_ROWS, LINES_AT_ONCE, SHEET_ROWS, csv_lines, to_digits
from expenses.spreadsheets.formulas import defuse
from expenses.spreadsheets.workbook import TableWorkbook

WIDTHS = {"id": 10, "date": 12, "from_wallet": 20, "to_wallet": 20, "description": 36, "notes": 36}


class TransferRow(NamedTuple):
    """One transfer. Amounts have the decimals of their currency; texts are raw."""

    id: int
    date: datetime.date
    from_wallet: str
    from_amount: Decimal
    from_currency: str
    to_wallet: str
    to_amount: Decimal
    to_currency: str
    description: str
    notes: str


COLUMNS = TransferRow._fields
READ = (
    "id", "date", "from_wallet__name", "from_amount", "from_wallet__currency", "to_wallet__name", "to_amount",
    "to_wallet__currency", "description", "notes",
)  # fmt: skip


def exported_transfers(rows: OwnedQuerySet) -> Iterator[TransferRow]:
    """Yield the rows, the latest first, in one query."""
    for values in rows.order_by("-date", "-id").values_list(*READ).iterator(chunk_size=CHUNK_ROWS):
        row = TransferRow(*values)
        left, arrived = to_digits(row.from_currency)(row.from_amount), to_digits(row.to_currency)(row.to_amount)
        yield row._replace(from_amount=left, to_amount=arrived)


def csv_chunks(rows: Iterable[TransferRow]) -> Iterator[bytes]:
    """Yield the rows as CSV in UTF-8, with the mark in front by which Excel knows it."""
    rows = iter(rows)
    yield csv_lines([COLUMNS], mark="\ufeff")
    while chunk := list(islice(rows, LINES_AT_ONCE)):
        yield csv_lines(map(_csv_cells, chunk))


def xlsx_file(rows: Iterable[TransferRow]) -> IO[bytes]:
    """Return the rows as an XLSX workbook in a temporary file, on as many sheets as they need."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it is sent
    workbook = TableWorkbook(file)
    _open_sheet(workbook, 1)
    for place, row in enumerate(rows):
        if place and place % (SHEET_ROWS - 1) == 0:
            _open_sheet(workbook, place // (SHEET_ROWS - 1) + 1)
        _write_row(workbook, row)
    workbook.close()
    file.seek(0)
    return file


def _csv_cells(row: TransferRow) -> tuple[Any, ...]:
    cells = row._asdict()
    cells |= {name: defuse(cells[name]) for name in ("from_wallet", "to_wallet", "description", "notes")}
    cells |= {name: f"{cells[name]:f}" for name in ("from_amount", "to_amount")}
    return (*{**cells, "date": row.date.isoformat()}.values(),)


def _open_sheet(workbook: TableWorkbook, number: int) -> None:
    name = "Transfers" if number == 1 else f"Transfers {number}"
    workbook.open_sheet(name, COLUMNS, [WIDTHS.get(column, 14) for column in COLUMNS])


def _write_row(workbook: TableWorkbook, row: TransferRow) -> None:
    workbook.next_row()
    for column, value in enumerate(row):
        if isinstance(value, Decimal):
            # The currency stands to the right of its amount.
            workbook.write_amount(column, value, currency_digits(str(row[column + 1])))
        elif isinstance(value, datetime.date):
            workbook.write_day(column, value)
        elif isinstance(value, int):
            workbook.write_number(column, value)
        else:
            workbook.write_text(column, defuse(str(value)))
