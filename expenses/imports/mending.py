"""A row that could not be read, put right by the person: what the file says there, and the row that comes of it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from expenses.imports.checking import Outcome, Status
from expenses.imports.entries import entries_of
from expenses.imports.examining import Examination
from expenses.imports.formats import zipped
from expenses.imports.formats.statement import NotAStatement, Statement, StatementRow
from expenses.imports.formats.tables import mapping as mappings
from expenses.imports.formats.tables import table
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.tables.numbers import read_number
from expenses.imports.formats.tables.sheets import is_sheet
from expenses.imports.formats.tables.vocabulary import Role
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.reading import reread
from expenses.imports.staging import NewEntry, write_entries
from expenses.wallets.models import Wallet

LONGEST_LINE = 500
_GUESSED = {
    "date": ("date", "value-date"),
    "amount": ("amount", "debit", "credit"),
    "description": ("description", "counterparty", "notes"),
}


@dataclass(frozen=True)
class Written:
    """What a file says at the line of a wrong row: its cells with their names, and what they seem to mean.

    `guesses` are texts for the fields date, amount and description, "" where nothing is known. An amount that can be
    read has a point, and a minus where money went out.
    """

    cells: tuple[tuple[str, str], ...]
    guesses: dict[str, str]


def written_at(entry: StatementEntry, content: bytes, source: StatementImport) -> Written:
    """Return what the file says where a row is wrong; of a row that was read, what was read."""
    try:
        cells, guesses = _cells(entry.line, content, source.mapping)
        return Written(cells, {**guesses, **_what_was_read(entry, content, source)})
    except NotAStatement:
        return Written((), {})


def _cells(
    line: int, content: bytes, stored: dict[str, object] | None
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    if stored is None:
        return _line_of_text(line, content), {}
    grid, mapping = table.open_table(content), mappings.from_json(stored)
    if line not in grid.lines:
        return (), {}
    cells = [cell.strip()[:LONGEST_LINE] for cell in grid.rows[list(grid.lines).index(line)]]
    names = mapping.names(grid)
    named = ((names[place] if place < len(names) else "", cell) for place, cell in enumerate(cells))
    by_role = {role: cell for role, cell in zip(mapping.roles, cells, strict=False) if cell}
    guesses = {
        field: next((by_role[role] for role in roles if role in by_role), "") for field, roles in _GUESSED.items()
    }
    amount = _amount_of(by_role, mapping)
    plain = {} if amount is None else {"amount": f"{amount:f}"}
    return tuple((name, cell) for name, cell in named if cell), {**guesses, **plain}


def _amount_of(by_role: dict[Role, str], mapping: ColumnMapping) -> Decimal | None:
    """Return the amount of a line as its columns say it, money out negative, None where none can be read."""
    for role, way in (("debit", -1), ("credit", 1), ("amount", -1 if mapping.sign == "spending" else 1)):
        amount = read_number(by_role.get(role, ""), mapping.decimal_mark)  # type: ignore[call-overload]
        if amount:
            return way * (amount if role == "amount" else abs(amount))
    return None


def _line_of_text(line: int, content: bytes) -> tuple[tuple[str, str], ...]:
    if is_sheet(content) or zipped.looks_like(content):
        return ()
    lines = content.splitlines()[line - 1 : line] if line else []
    return tuple(("", found.decode("utf-8", "replace").strip()[:LONGEST_LINE]) for found in lines)


def _what_was_read(entry: StatementEntry, content: bytes, source: StatementImport) -> dict[str, str]:
    statement = reread(content, source.part, source.account, source.mapping)
    row = next((row for row in statement.rows if row.line == entry.line), None)
    if row is None:
        return {}
    return {"date": row.date.isoformat(), "amount": f"{row.amount:f}", "description": row.description}


def mend(
    entry: StatementEntry, date: datetime.date, amount: Decimal, description: str, *, wallet: Wallet, owner: User
) -> StatementEntry | str:
    """Put a wrong row right: return the row as it was checked now, or a sentence that says what is still wrong.

    `amount` is in the wallet's currency, money out negative. Like all others the row is compared with the ledger, but
    not with what another row of the statement is there already.
    """
    row = StatementRow(entry.line, date, amount, None, description)
    statement = Statement(entry.source.format, (row,))
    checked = next(new for batch in Examination(statement, wallet, owner=owner).batches() for new in batch)
    if checked.outcome == Outcome.WRONG:
        return checked.problem
    with transaction.atomic():
        waiting = StatementImport.objects.select_for_update().filter(owner_id=owner.pk, pk=entry.source_id)
        if not waiting.filter(status=Status.CHECKED).exists() or not _mine(entry).delete()[0]:
            return "This row cannot be changed any more."
        mended = _unless_found_before(checked._replace(position=entry.position), entry.source)
        write_entries([mended], entry.source)
        waiting.update(wrong_count=F("wrong_count") - 1)
    return entries_of(entry.source).get(position=entry.position)


def _mine(entry: StatementEntry) -> QuerySet[StatementEntry]:
    return entries_of(entry.source).filter(pk=entry.pk, outcome=Outcome.WRONG)


def _unless_found_before(checked: NewEntry, source: StatementImport) -> NewEntry:
    found = entries_of(source).filter(resembles_kind=checked.resembles_kind, resembles_id=checked.resembles_id)
    if checked.resembles_id is None or not found.exists():
        return checked
    return checked._replace(outcome=Outcome.NEW.value, is_skipped=False, resembles_kind="", resembles_id=None)
