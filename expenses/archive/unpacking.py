"""Take an archive into an empty ledger, all of it or nothing."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.models import User
from accounts.notifications.models import ChannelChoice, DeliveryTimes
from accounts.ownership import OwnedModel
from accounts.preferences import validate_currency
from expenses.archive.calendar import read_calendar
from expenses.archive.packing import FORMAT, VERSION
from expenses.archive.tables import RECORDS, TABLES, ArchivedTable, from_cell, keys_of
from expenses.locks import lock_ledger
from expenses.models import Category, Rule, SavedSearch, Tag

ROWS_AT_ONCE = 2_000
MOST_BYTES = 1 << 30
"""The most that the files of an archive may come to when they are unpacked."""

NOT_EMPTY = "This ledger has records already. An archive is taken into an empty one only: use a new account."
NO_ARCHIVE = "This is not an archive of this program. Choose the ZIP file that “Download everything” has made."
CHANGED_BY_HAND = (
    "The records in this archive do not fit together. Was it changed by hand? Use it as it was downloaded."
)

Ids = dict[type[models.Model], dict[int, int]]
Row = dict[str, Any]


class ArchiveInvalid(Exception):
    """An archive cannot be taken in. The text is a sentence for the person."""


def unpack(content: bytes, *, owner: User) -> dict[str, int]:
    """Write what the archive holds into the empty ledger of `owner`; return the number of rows by file.

    The account takes over the archive's home currency, and when its months, years and weeks begin. Raises
    ArchiveInvalid, and then nothing was written.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, transaction.atomic():
            lock_ledger(owner)
            manifest = _manifest(archive)
            _prepare(owner, {"home_currency": manifest["home_currency"], **manifest["calendar"]})
            ids: Ids = {}
            counts = {table.file_name: _take_in(table, archive, ids, owner) for table in TABLES}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveInvalid(NO_ARCHIVE) from error
    except IntegrityError as error:
        raise ArchiveInvalid(CHANGED_BY_HAND) from error
    return counts


def is_empty(owner: User) -> bool:
    """Say whether a ledger has no records, deleted ones included."""
    return not any(model._base_manager.filter(owner_id=owner.pk).exists() for model in RECORDS)


def _manifest(archive: zipfile.ZipFile) -> Row:
    if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
        raise ArchiveInvalid("This archive is too large when it is unpacked.")
    try:
        manifest = json.loads(archive.read("manifest.json"))
        version, home_currency = manifest["version"], manifest["home_currency"]
        validate_currency(home_currency)
        calendar = read_calendar(manifest.get("calendar", {}))
    except (AttributeError, KeyError, TypeError, ValueError, ValidationError) as error:
        raise ArchiveInvalid(NO_ARCHIVE) from error
    if manifest.get("format") != FORMAT:
        raise ArchiveInvalid(NO_ARCHIVE)
    if version != VERSION:
        raise ArchiveInvalid("This archive was made by a newer version of the program. Update this installation first.")
    return {"home_currency": home_currency, "calendar": calendar}


def _prepare(owner: User, preferences: Row) -> None:
    """Make room: what came with the account or was chosen in it gives way to what the archive has."""
    if not is_empty(owner):
        raise ArchiveInvalid(NOT_EMPTY)
    Rule.objects.for_user(owner).delete()
    Category.objects.for_user(owner).delete()
    Tag.objects.for_user(owner).delete()
    SavedSearch.objects.for_user(owner).delete()
    ChannelChoice.objects.for_user(owner).delete()
    DeliveryTimes.objects.for_user(owner).delete()
    for name, value in preferences.items():
        setattr(owner, name, value)
    owner.save(update_fields=list(preferences))


def _take_in(table: ArchivedTable, archive: zipfile.ZipFile, ids: Ids, owner: User) -> int:
    """Write the rows of one file, and note under which id each now stands."""
    if table.file_name not in archive.namelist():
        raise ArchiveInvalid(f"{table.file_name} is missing in this archive. Use it as it was downloaded.")
    ids[table.model] = {}
    waiting: list[tuple[int, Row]] = []
    for batch in _batches(table, archive):
        waiting += _write(table, batch, ids, owner)
    while waiting:
        left = _write(table, waiting, ids, owner)
        if len(left) == len(waiting):
            raise ArchiveInvalid(f"{table.file_name}, line {left[0][0]}: it names a row that is not in this archive.")
        waiting = left
    return len(ids[table.model])


def _batches(table: ArchivedTable, archive: zipfile.ZipFile) -> Iterator[list[tuple[int, Row]]]:
    with archive.open(table.file_name) as part, io.TextIOWrapper(part, encoding="utf-8", newline="") as text:
        batch: list[tuple[int, Row]] = []
        for numbered in _rows(table, text):
            batch.append(numbered)
            if len(batch) == ROWS_AT_ONCE:
                yield batch
                batch = []
        yield batch


def _rows(table: ArchivedTable, text: io.TextIOWrapper) -> Iterator[tuple[int, Row]]:
    """Yield (line, values by field) of each row; raise ArchiveInvalid with the line of the first that is wrong."""
    sheet = csv.reader(text)
    line = 1
    try:
        if next(sheet, None) != table.header:
            raise ArchiveInvalid(f"{table.file_name} has other columns than expected. Use it as it was downloaded.")
        for line, cells in enumerate(sheet, 2):
            pairs = zip(table.fields, cells, strict=True)
            yield line, {field.name: from_cell(field, cell) for field, cell in pairs}
    except ValidationError as error:
        raise ArchiveInvalid(f"{table.file_name}, line {line}: {' '.join(error.messages)}") from error
    except (ValueError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise ArchiveInvalid(
            f"{table.file_name}, line {line}: it cannot be read. Use it as it was downloaded."
        ) from error


def _write(table: ArchivedTable, batch: list[tuple[int, Row]], ids: Ids, owner: User) -> list[tuple[int, Row]]:
    """Write the rows whose keys are known; return the others, which point to rows of the same file further down."""
    keys = keys_of(table.fields)
    ready: list[tuple[int, Row]] = []
    waiting: list[tuple[int, Row]] = []
    for line, row in batch:
        known = all(row[key.name] is None or row[key.name] in ids[key.related_model] for key in keys)
        (ready if known else waiting).append((line, row))
    made = table.model._base_manager.bulk_create([_record(table, row, keys, ids, owner) for _line, row in ready])
    ids[table.model].update((row["id"], record.pk) for (_line, row), record in zip(ready, made, strict=True))
    return waiting


def _record(table: ArchivedTable, row: Row, keys: list[models.ForeignKey], ids: Ids, owner: User) -> OwnedModel:
    values = {name: value for name, value in row.items() if name != "id"}
    for key in keys:
        old = values.pop(key.name)
        values[key.attname] = None if old is None else ids[key.related_model][old]
    return table.model(owner=owner, **values)
