"""What an import would do, kept as pages of rows while it is checked, and read back page by page."""

from decimal import Decimal

from expenses.spreadsheets.columns import COLUMNS
from expenses.spreadsheets.examining import Finding
from expenses.spreadsheets.models import Outcome, PreviewPage, SpreadsheetImport
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.reading import Cell
from expenses.spreadsheets.reading.table import LONGEST_CELL

PAGE_ROWS = 200
LONGEST_SHOWN = 300

# [line, cells, what the ledger says by column, what is wrong by column]. The cells of a wrong row are those of the file
# in its order; the cells of any other are as they were understood, in the order of COLUMNS without the id.
StoredRow = tuple[int, list[str], dict[str, str], dict[str, str]]
SHOWN_COLUMNS = COLUMNS[1:]


class PreviewWriter:
    """Gathers findings into pages; `full_pages` and at the end `last_pages` are then written."""

    def __init__(self, source: SpreadsheetImport) -> None:
        self.source = source
        self.waiting: dict[str, list[StoredRow]] = {outcome: [] for outcome in Outcome.values}
        self.written = dict.fromkeys(Outcome.values, 0)

    def add(self, findings: list[Finding], names: NameBook) -> None:
        for finding in findings:
            self.waiting[finding.outcome].append(to_stored(finding, names))

    def full_pages(self) -> list[PreviewPage]:
        return [
            self._page(outcome) for outcome in Outcome.values for _ in range(len(self.waiting[outcome]) // PAGE_ROWS)
        ]

    def last_pages(self) -> list[PreviewPage]:
        return self.full_pages() + [self._page(outcome) for outcome in Outcome.values if self.waiting[outcome]]

    def _page(self, outcome: str) -> PreviewPage:
        rows, self.waiting[outcome] = self.waiting[outcome][:PAGE_ROWS], self.waiting[outcome][PAGE_ROWS:]
        self.written[outcome] += 1
        return PreviewPage(
            owner_id=self.source.owner_id, source=self.source, outcome=outcome, number=self.written[outcome], rows=rows
        )


def to_stored(finding: Finding, names: NameBook) -> StoredRow:
    if finding.draft is None:
        return finding.row.line, [clip(cell, LONGEST_CELL) for cell in finding.row.cells], {}, finding.errors or {}
    draft, before = finding.draft, finding.recorded
    cells = [
        draft.date.isoformat(), draft.description, draft.amount, draft.currency, names.path_of(draft.category),
        names.names_of(draft.tags or ()), clip(draft.notes or ""), names.wallet_name(draft.wallet),
        draft.wallet_amount or "",
    ]  # fmt: skip
    if before is None or finding.outcome != Outcome.CHANGED:
        return finding.row.line, cells, {}, {}
    was = [
        before.date.isoformat(), before.description, f"{before.amount:f}", before.currency,
        names.path_of(before.category), names.names_of(sorted(before.tags)), clip(before.notes),
        names.wallet_name(before.wallet), "" if before.wallet_amount is None else f"{before.wallet_amount:f}",
    ]  # fmt: skip
    differing = {
        column: old
        for column, old, new in zip(SHOWN_COLUMNS, was, cells, strict=True)
        if old != new and not (column.endswith("amount") and old and new and Decimal(old) == Decimal(new))
    }
    return finding.row.line, cells, differing, {}


def clip(cell: Cell, longest: int = LONGEST_SHOWN) -> str:
    """Return what a cell says, at most `longest` characters of it, as every database can keep it."""
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    text = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    return text if len(text) <= longest else f"{text[:longest]}…"
