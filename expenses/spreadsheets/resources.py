"""Spreadsheets of records through django-import-export, with an inner loop of our own: faster, the same results.

`import_data` keeps its meaning: dry run, one transaction, rollback, a Result with totals and the rows that are wrong.
"""

import datetime
import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from import_export import resources
from import_export.results import Result, RowResult
from tablib import Dataset

from accounts.models import User
from expenses.activity.models import Activity
from expenses.bulk_insert import NewRecord, insert_records
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.models import Expense, Income
from expenses.record_kinds import EXPENSE, INCOME, RecordKind
from expenses.spreadsheets.columns import COLUMNS
from expenses.spreadsheets.counting import NewCounting
from expenses.spreadsheets.examining import CHANGED, NEW, Examination, Finding
from expenses.spreadsheets.models import Outcome
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.noting import noting_changes, noting_names
from expenses.spreadsheets.reading import Row, Table
from expenses.spreadsheets.rows import Draft
from expenses.spreadsheets.writing import ChangedRecord, update_records

MOST_WRONG_ROWS_KEPT = 1_000
WRITTEN_AT_ONCE = 50_000
TOTALS = {
    Outcome.NEW: RowResult.IMPORT_TYPE_NEW,
    Outcome.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Outcome.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    Outcome.WRONG: RowResult.IMPORT_TYPE_INVALID,
}


_WRITES = (NEW, CHANGED)


class Listener(Protocol):
    """Is told what becomes of the rows, batch by batch; `names` says what their categories and tags are called."""

    def hear(self, findings: list[Finding], names: NameBook) -> None: ...


class SheetResult(Result):
    """A Result that also says between which days the rows lie that were written, and which names were new."""

    def __init__(self) -> None:
        super().__init__()
        self.first_date: datetime.date | None = None
        self.last_date: datetime.date | None = None
        self.new_categories: list[str] = []
        self.new_tags: list[str] = []
        self.ignored_columns: list[str] = []

    def count(self, findings: Sequence[Finding]) -> None:
        for outcome, count in Counter(finding.outcome for finding in findings).items():
            self.totals[TOTALS[outcome]] += count
        self.total_rows += len(findings)
        for finding in findings:
            if finding.errors and len(self.invalid_rows) < MOST_WRONG_ROWS_KEPT:
                row = dict(zip(self.diff_headers, finding.row.cells, strict=False))
                self.append_invalid_row(finding.row.line, row, ValidationError(finding.errors))
        written = {finding.draft.date for finding in findings if finding.draft and finding.outcome in _WRITES}
        if written:
            known = [date for date in (*written, self.first_date, self.last_date) if date]
            self.first_date, self.last_date = min(known), max(known)

    def __getitem__(self, outcome: Outcome) -> int:
        return self.totals[TOTALS[outcome]]


class RecordResource(resources.ModelResource):
    """The records of `user`. `actor` enters them where that is somebody else; `activity` notes what to undo."""

    kind: RecordKind

    class Meta:
        fields = COLUMNS
        import_id_fields = ("id",)
        use_transactions = True
        skip_unchanged = True
        report_skipped = False

    def __init__(
        self, *, user: User, actor: User | None = None, activity: Activity | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.user, self.actor, self.activity = user, actor, activity
        self.rates = RateBook(user)
        self.counting: NewCounting | None = None

    def get_queryset(self) -> Any:
        return self.kind.model.objects.for_user(self.user)

    def get_result_class(self) -> type[SheetResult]:
        return SheetResult

    def check(self, table: Table, listener: Listener | None = None) -> SheetResult:
        """Return what an import of `table` would do. It writes nothing, so it needs no transaction and no lock."""
        return self.import_data_inner(
            table, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False,
            listener=listener,
        )  # fmt: skip

    def import_data_inner(
        self,
        dataset: Table | Dataset,
        dry_run: bool,
        raise_errors: bool,
        using_transactions: bool,
        collect_failed_rows: bool,
        listener: Listener | None = None,
        **kwargs: Any,
    ) -> SheetResult:
        """Import a batch after the other. Wrong rows are counted and left out; what is wrong with all of the file is
        raised as UnreadableFile, and what the database refuses as it comes."""
        with collecting_no_garbage():
            return self.import_table(
                dataset if isinstance(dataset, Table) else to_table(dataset), dry_run, raise_errors, listener
            )

    def import_table(self, table: Table, dry_run: bool, raise_errors: bool, listener: Listener | None) -> SheetResult:
        examination = Examination(table, self.kind, user=self.user)
        result = self.get_result_class()()
        result.diff_headers = list(table.headers)
        waiting: list[Draft] = []
        self.counting = NewCounting(self.user) if examination.header.counting and self.kind.can_be_split else None
        for findings in examination.batches():
            result.count(findings)
            if raise_errors and result.invalid_rows:
                raise result.invalid_rows[0].error
            if listener:
                listener.hear(findings, examination.names)
            if dry_run:
                continue
            waiting += [finding.draft for finding in findings if finding.outcome is NEW and finding.draft]
            self.write_changes([finding for finding in findings if finding.outcome is CHANGED], examination.names)
            if len(waiting) >= WRITTEN_AT_ONCE:
                self.write(waiting, examination.names)
                waiting = []
        self.write(waiting, examination.names)
        if self.counting and not dry_run:
            self.counting.write(examination.names)
        result.ignored_columns = list(examination.header.ignored)
        result.new_categories = sorted(examination.names.new_paths.values())
        result.new_tags = sorted(examination.names.new_tags.values())
        return result

    def make_missing(self, names: NameBook) -> None:
        """Make the categories and tags that rows name and that are not there, noted so that undo takes them away."""
        if names.lacks_any:
            with noting_names(self.activity):
                names.make_missing()

    def write(self, drafts: list[Draft], names: NameBook) -> None:
        if drafts:
            self.make_missing(names)
            rows = list(self.to_records(drafts, names))
            imported_in = self.activity.pk if self.activity else None
            ids = insert_records(rows, self.kind, owner=self.user, created_by=self.actor, imported_in=imported_in)
            if self.counting:
                for pk, draft in zip(ids, drafts, strict=True):
                    self.counting.note(pk, draft.id, draft.counting)

    def write_changes(self, changed: list[Finding], names: NameBook) -> None:
        if changed:
            self.make_missing(names)
            after = self.to_records([change.draft for change in changed if change.draft], names)
            rows = [to_change(*pair) for pair in zip(changed, after, strict=True)]
            with noting_changes(self.activity, self.kind, [row.id for row in rows]):
                update_records(rows, self.kind, owner=self.user)

    def to_records(self, drafts: Iterable[Draft], names: NameBook) -> Iterator[NewRecord]:
        home = self.user.home_currency
        for draft in drafts:
            _pk, date, amount, currency, description, category, tags, notes, wallet, in_wallet, _counting = draft
            home_amount: str | None = amount
            if currency != home:
                worth = value_at_home(Decimal(amount), currency, self.user, date, book=self.rates)
                home_amount = None if worth is None else str(worth)
            if isinstance(category, str):
                category = names.category_ids[category]
            tag_ids = names.ids_of_tags(tags or ())
            yield NewRecord(
                date, amount, currency, home_amount, description, category or None, notes or "", tag_ids,
                wallet or None, in_wallet,
            )  # fmt: skip


class ExpenseResource(RecordResource):
    kind = EXPENSE

    class Meta(RecordResource.Meta):
        model = Expense


class IncomeResource(RecordResource):
    kind = INCOME

    class Meta(RecordResource.Meta):
        model = Income


def resource_of(kind: RecordKind) -> type[RecordResource]:
    return IncomeResource if kind is INCOME else ExpenseResource


def to_change(change: Finding, after: NewRecord) -> ChangedRecord:
    if change.draft is None or change.draft.id is None or change.recorded is None:
        raise ValueError("Only a row that was compared to a record can change it.")
    return ChangedRecord(change.draft.id, after, set(after.tag_ids) != change.recorded.tags)


@contextmanager
def collecting_no_garbage() -> Iterator[None]:
    """Spare the search for circular garbage, which takes a fifth of the time: rows are made and dropped in order."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def to_table(dataset: Dataset) -> Table:
    """Return tablib's dataset as a table; its first row stands below a header on line 1."""
    return Table("Dataset", tuple(dataset.headers), lambda: (Row(line, row) for line, row in enumerate(dataset, 2)))
