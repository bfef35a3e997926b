"""The rows of a file that could not be imported, as CSV to correct and hand in again."""

import re
from collections.abc import Iterator

from expenses.spreadsheets.export import csv_lines
from expenses.spreadsheets.formulas import defuse
from expenses.spreadsheets.models import Outcome, PreviewPage, SpreadsheetImport

_NUMBER = re.compile(r"[-+]?[0-9.,'’\s]+")


def wrong_rows_csv(source: SpreadsheetImport) -> Iterator[bytes]:
    """Yield the wrong rows with the columns of their file, each with its line and the reason in front."""
    yield csv_lines([["line", "reason", *(defuse(name) for name in source.remarks["headers"])]], mark="\ufeff")
    pages = PreviewPage.objects.filter(owner_id=source.owner_id, source=source, outcome=Outcome.WRONG)
    for page in pages.order_by("number").iterator(chunk_size=1):
        yield csv_lines(
            [line, "; ".join(f"{column}: {reason}" for column, reason in errors.items()), *map(_safe, cells)]
            for line, cells, _before, errors in page.rows
        )


def _safe(cell: str) -> str:
    """Return the cell so that no spreadsheet runs it. Numbers, and what our export has defused before, are safe."""
    return cell if cell.startswith("'") or _NUMBER.fullmatch(cell) else defuse(cell)
