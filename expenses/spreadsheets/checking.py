"""The check of a spreadsheet: everything that an import would do is found out and kept for the preview."""

import zlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from expenses.record_kinds import kind_named
from expenses.spreadsheets.examining import Finding
from expenses.spreadsheets.models import Outcome, PreviewPage, SpreadsheetImport
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.preview import PreviewWriter
from expenses.spreadsheets.querysets import ImportQuerySet
from expenses.spreadsheets.reading import Table, UnreadableFile, read_table
from expenses.spreadsheets.resources import SheetResult, resource_of

Status = SpreadsheetImport.Status
FAILED = "Something went wrong on our side, and nothing was written. Try again."


class Overtaken(Exception):
    """The import was cancelled, or another run has taken it over."""


def check(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Check an import that was claimed as `attempt`; do nothing where that claim does not hold any more."""
    source = (
        rows_of(import_id, owner_id).select_related("owner").filter(status=Status.CHECKING, attempt=attempt).first()
    )
    if source is None:
        return
    PreviewPage.objects.filter(owner_id=owner_id, source=source).delete()
    try:
        _Check(source).run()
    except Overtaken:
        return
    except UnreadableFile as error:
        _claimed(source).update(status=Status.REFUSED, problem=str(error), content=None, finished_at=timezone.now())
    except Exception:
        _claimed(source).update(status=Status.FAILED, problem=FAILED)
        raise


def open_table(source: SpreadsheetImport) -> Table:
    return read_table(zlib.decompress(source.content or b""))


def rows_of(import_id: int, owner_id: int) -> ImportQuerySet:
    """Return the import as a queryset of one row."""
    return SpreadsheetImport.objects.filter(owner_id=owner_id, pk=import_id)


def counts_of(result: SheetResult) -> dict[str, Any]:
    """Return what an import keeps of a result."""
    counts = {f"{outcome}_count": result[outcome] for outcome in Outcome}
    return {**counts, "first_date": result.first_date, "last_date": result.last_date}


def _claimed(source: SpreadsheetImport) -> ImportQuerySet:
    return rows_of(source.pk, source.owner_id).filter(status=source.status, attempt=source.attempt)


class _Check:
    """One run of a check. It listens to the import engine, and writes pages and progress batch by batch."""

    def __init__(self, source: SpreadsheetImport) -> None:
        self.source = source
        self.pages = PreviewWriter(source)
        self.rows_checked = 0

    def run(self) -> None:
        table = open_table(self.source)
        self.write([], rows_expected=table.rows_expected)
        result = resource_of(kind_named(self.source.kind))(user=self.source.owner).check(table, listener=self)
        if not result.total_rows:
            raise UnreadableFile("This file has a header, but no rows below it. Add some, and choose it again.")
        remarks = {
            "headers": list(table.headers),
            "ignored": result.ignored_columns,
            "new_categories": result.new_categories,
            "new_tags": result.new_tags,
            "notes": list(table.notes),
        }
        self.write(self.pages.last_pages(), status=Status.CHECKED, remarks=remarks, **counts_of(result))

    def hear(self, findings: list[Finding], names: NameBook) -> None:
        self.pages.add(findings, names)
        self.rows_checked += len(findings)
        self.write(self.pages.full_pages())

    def write(self, pages: list[PreviewPage], **changes: Any) -> None:
        """Write pages and progress together, as long as the claim holds."""
        with transaction.atomic():
            if not _claimed(self.source).update(rows_checked=self.rows_checked, claimed_at=timezone.now(), **changes):
                raise Overtaken
            PreviewPage.objects.bulk_create(pages)
