"""Tells that a statement or a spreadsheet is in the ledger, or why it is not, where the worker has seen to it.

Of a small one the page itself says at once how it came out.
"""

from collections.abc import Sequence

from accounts.notifications.telling import notify
from expenses.imports.models import StatementImport
from expenses.spreadsheets.models import SpreadsheetImport

KIND = "import"
ENDS = {"applied": True, "failed": False, "refused": False}
"""Statuses after which nothing more happens by itself, and whether it went well."""


def tell_of_statement(owner_id: int, import_id: int) -> None:
    """Tell how the import of a statement came out, once it has."""
    row = StatementImport.objects.filter(owner_id=owner_id, pk=import_id).defer("content").select_related("owner")
    for source in row.filter(status__in=ENDS):
        _tell(
            source,
            "statement",
            [("Written", source.written_count), ("Left out", source.left_out_count), ("Wrong", source.wrong_count)],
        )


def tell_of_spreadsheet(owner_id: int, import_id: int) -> None:
    """Tell how the import of a spreadsheet came out, once it has."""
    row = SpreadsheetImport.objects.filter(owner_id=owner_id, pk=import_id).defer("content").select_related("owner")
    for source in row.filter(status__in=ENDS):
        _tell(
            source,
            "spreadsheet",
            [
                ("New", source.new_count),
                ("Changed", source.changed_count),
                ("As before", source.unchanged_count),
                ("Wrong", source.wrong_count),
            ],
        )


def _tell(source: StatementImport | SpreadsheetImport, what: str, counts: Sequence[tuple[str, int]]) -> None:
    went_well = ENDS[source.status]
    notify(
        source.owner,
        kind=KIND,
        key=f"{what}:{source.pk}:{source.attempt}",
        title=f"{source.file_name} is in the ledger" if went_well else f"{source.file_name} is not in the ledger",
        body="" if went_well else source.problem,
        lines=[(name, f"{count:,}") for name, count in counts if count] if went_well else (),
        url=source.get_absolute_url(),
    )
