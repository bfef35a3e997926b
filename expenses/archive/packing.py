"""Write the archive of a person into a temporary file, row by row."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone

from accounts.models import User
from expenses.archive.calendar import pack_calendar
from expenses.archive.tables import TABLES, ArchivedTable, to_cell
from expenses.models import Expense, Income, Occurrence, Transfer

FORMAT = "expense-tracker-archive"
VERSION = 1
CHUNK_ROWS = 2_000
README = """Everything that your ledger held, as CSV files in UTF-8.

Each file has one kind of record. A column such as "category" holds the id of a row in categories.csv.
Amounts have a point before the decimals. A cell that a spreadsheet would take for a formula begins with '.
An empty account of the same program takes this file in as it is: Settings, Your data.
"""


def pack(user: User) -> IO[bytes]:
    """Return the archive of `user` in a temporary file, ready to be read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it is sent
    counts: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        for table in TABLES:
            with archive.open(table.file_name, "w", force_zip64=True) as part:
                counts[table.file_name] = _write(table, user, part)
        archive.writestr("manifest.json", json.dumps(_manifest(user, counts), indent=1))
    file.seek(0)
    return file


def _manifest(user: User, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": timezone.now().isoformat(),
        "home_currency": user.home_currency,
        "calendar": pack_calendar(user),
        "rows": counts,
    }


def _write(table: ArchivedTable, user: User, part: IO[bytes]) -> int:
    with io.TextIOWrapper(part, encoding="utf-8", newline="") as text:
        sheet = csv.writer(text)
        sheet.writerow(table.header)
        rows = 0
        for row in _rows(table, user):
            sheet.writerow(map(to_cell, row))
            rows += 1
        return rows


def _rows(table: ArchivedTable, user: User) -> Iterator[tuple[Any, ...]]:
    values = table.rows(user).values_list(*(field.attname for field in table.fields))
    rows: Iterator[tuple[Any, ...]] = values.iterator(chunk_size=CHUNK_ROWS)
    if table.model is Expense:
        return _with_originals(table, user, rows)
    return _without_deleted(table, user, rows) if table.model is Occurrence else rows


def _without_deleted(table: ArchivedTable, user: User, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Let what was booked stay so where its record was deleted: that is not in the archive."""
    names = [field.name for field in table.fields]
    models: dict[str, Any] = {"expense": Expense, "income": Income, "transfer": Transfer}
    gone = {name: set(model.objects.deleted_by(user).values_list("pk", flat=True)) for name, model in models.items()}
    for row in rows:
        said = dict(zip(names, row, strict=True))
        yield tuple(None if name in gone and value in gone[name] else value for name, value in said.items())


def _with_originals(table: ArchivedTable, user: User, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Let a refund whose original was deleted stand for itself: the original is not in the archive."""
    orphans = Expense.objects.for_user(user).filter(refund_of__deleted_in__isnull=False)
    ids = set(orphans.values_list("pk", flat=True))
    names = [field.name for field in table.fields]
    for row in rows:
        if row[0] not in ids:
            yield row
            continue
        alone = dict(zip(names, row, strict=True))
        alone |= {"refund_of": None, "is_counted_with_original": False, "counted_on": alone["date"]}
        yield tuple(alone.values())
