"""The rows of a statement that could not be imported, as CSV with the reason."""

from collections.abc import Iterator

from expenses.imports.checking import Outcome
from expenses.imports.entries import entries_of
from expenses.imports.models import StatementImport
from expenses.spreadsheets.export import csv_lines
from expenses.spreadsheets.formulas import defuse


def failed_rows_csv(source: StatementImport) -> Iterator[bytes]:
    """Yield line, reason and what the file said there."""
    yield csv_lines([["line", "reason", "row"]], mark="\ufeff")
    rows = entries_of(source).filter(outcome=Outcome.WRONG).order_by("position")
    for line, reason, said in rows.values_list("line", "problem", "description").iterator():
        yield csv_lines([[line, defuse(reason), defuse(said)]])
