"""Row by row: what a spreadsheet would do to a ledger. Reads the ledger in batches, writes nothing."""

import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from expenses.names import tidy_name
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.spreadsheets.cells import read_id, tidy_notes
from expenses.spreadsheets.columns import Header, HeaderError, match_header
from expenses.spreadsheets.matching import Matcher, Recorded
from expenses.spreadsheets.models import Outcome
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.reading import Row, Table, UnreadableFile
from expenses.spreadsheets.rows import NO_COLUMN, Draft, RowErrors, RowReader, scaled

BATCH_ROWS = 2_000
BOUND = "This expense is split, spread or linked to a refund. Change this on its page."
# Looking an enumeration's members up costs more than all else that is done with a row's outcome.
NEW, CHANGED, UNCHANGED, WRONG = Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.WRONG


class Finding(NamedTuple):
    """What becomes of a row. A wrong one has `errors` by column and no draft; a changed one has what was `recorded`."""

    outcome: Outcome
    row: Row
    draft: Draft | None = None
    recorded: Recorded | None = None
    errors: dict[str, str] | None = None


class Examination:
    """One walk through a table for one person. Raises UnreadableFile where its header or the whole cannot be read."""

    def __init__(self, table: Table, kind: RecordKind = EXPENSE, *, user: User) -> None:
        try:
            self.header = match_header(table.headers)
        except HeaderError as error:
            raise UnreadableFile(str(error)) from error
        self.table = table
        self.names = NameBook(user, kind)
        today = timezone.localdate(timezone=zoneinfo.ZoneInfo(user.time_zone))
        self.reader = RowReader(self.header, user=user, names=self.names, today=today)
        self.matcher = Matcher(user, claimed_ids(table, self.header), kind)
        self.lines_by_id: dict[int, int] = {}

    def batches(self) -> Iterator[list[Finding]]:
        """Yield findings in the order of the rows."""
        rows = self.table.rows()
        while batch := list(islice(rows, BATCH_ROWS)):
            yield self._examine(batch)

    def _examine(self, batch: list[Row]) -> list[Finding]:
        read = [self._read(row) for row in batch]
        drafts = [draft for draft in read if type(draft) is Draft]
        ids = [draft.id for draft in drafts if draft.id is not None]
        recorded = self.matcher.recorded(ids) if ids else {}
        self.matcher.load_dates({draft.date for draft in drafts if draft.id not in recorded})
        return [self._find(row, draft, recorded) for row, draft in zip(batch, read, strict=True)]

    def _read(self, row: Row) -> Draft | dict[str, str]:
        try:
            draft = self.reader.read(row.cells)
        except RowErrors as error:
            return error.errors
        if draft.id is None:
            return draft
        first_line = self.lines_by_id.setdefault(draft.id, row.line)
        if first_line == row.line:
            return draft
        return {"id": f"Line {first_line:,} has the same id. Leave the cell empty for another one."}

    def _find(self, row: Row, draft: Draft | dict[str, str], recorded: dict[int, Recorded]) -> Finding:
        if isinstance(draft, dict):
            return Finding(WRONG, row, None, None, draft)
        if draft.id is not None and (before := recorded.get(draft.id)) is not None:
            return self._compare(row, draft, before)
        return Finding(UNCHANGED if self.matcher.take_equal(draft) else NEW, row, draft)

    def _compare(self, row: Row, draft: Draft, before: Recorded) -> Finding:
        if not self.reader.has_currency(row.cells) and before.currency != draft.currency:
            # Without a currency of its own the row keeps that of the ledger, whose amounts have other decimals.
            try:
                draft = self.reader.read(row.cells, before.currency)
            except RowErrors as error:
                return Finding(WRONG, row, None, None, error.errors)
        try:
            after = self._in_wallet(complete(draft, before), before)
        except RowErrors as error:
            return Finding(WRONG, row, None, None, error.errors)
        if before.is_bound and (errors := unbound_changes(after, before)):
            return Finding(WRONG, row, None, None, errors)
        return Finding(UNCHANGED if is_same(after, before) else CHANGED, row, after, before)

    def _in_wallet(self, after: Draft, before: Recorded) -> Draft:
        """Return the draft with what it moves in the wallet that the file does not name."""
        if after.wallet_amount is not None or not after.wallet or before.wallet_amount is None:
            return after
        if (scaled(Decimal(after.amount)), after.currency) == (scaled(before.amount), before.currency):
            return after._replace(wallet_amount=f"{before.wallet_amount:f}")
        return self.reader.in_wallet(after)


def complete(draft: Draft, before: Recorded) -> Draft:
    """Return the draft with what the file has no column for as the ledger has it."""
    return draft._replace(
        category=before.category if draft.category == NO_COLUMN else draft.category,
        tags=tuple(before.tags) if draft.tags is None else draft.tags,
        notes=before.notes if draft.notes is None else draft.notes,
        wallet=before.wallet if draft.wallet == NO_COLUMN else draft.wallet,
    )


def unbound_changes(after: Draft, before: Recorded) -> dict[str, str]:
    """Return what is wrong, by column, with changes from which other rows of the ledger would follow."""
    changed = {
        "date": after.date != before.date,
        "amount": scaled(Decimal(after.amount)) != scaled(before.amount),
        "currency": after.currency != before.currency,
        "category": after.category != before.category,
    }
    return {column: BOUND for column, is_changed in changed.items() if is_changed}


def is_same(after: Draft, before: Recorded) -> bool:
    """Say whether the row says what the ledger says, blanks and ends of lines aside."""
    return (
        after.date == before.date
        and scaled(Decimal(after.amount)) == scaled(before.amount)
        and after.currency == before.currency
        and after.description == tidy_name(before.description)
        and after.category == before.category
        and set(after.tags or ()) == before.tags
        and tidy_notes(after.notes or "") == tidy_notes(before.notes)
        and after.wallet == before.wallet
        and (not after.wallet or Decimal(after.wallet_amount or 0) == before.wallet_amount)
    )


def claimed_ids(table: Table, header: Header) -> set[int]:
    """Return all ids that the file names. They are looked at first, because a row without one may stand before them."""
    position = header.positions.get("id")
    if position is None:
        return set()
    found = set()
    for _line, cells in table.rows():
        if len(cells) > position and cells[position] != "":
            with suppress(ValidationError):
                found.add(read_id(cells[position]))
    return found - {None}  # type: ignore[return-value]
