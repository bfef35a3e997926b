"""A file as the rows of one account: what it leaves open, what it holds, and whether it adds up."""

import dataclasses
import hashlib
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from expenses.imports.discrepancy import discrepancy
from expenses.imports.formats import zipped
from expenses.imports.formats.registry import READERS, read_statement
from expenses.imports.formats.statement import NotAStatement, Statement, StatementRow
from expenses.imports.formats.tables import mapping as mappings
from expenses.imports.formats.tables import table
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.guess import guess
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.tables.rows import read_rows

EXAMPLES = 3
LONGEST_EXAMPLE = 60


class Part(NamedTuple):
    """One account of a file. `signature` tells tables with the same columns; `mapping` is how they are read."""

    number: int
    account: str
    statement: Statement
    mapping: dict[str, Any] | None = None
    signature: str = ""
    columns: tuple[dict[str, Any], ...] = ()

    @property
    def keys(self) -> list[str]:
        """Return by what the next statement of this account is known, the surest first."""
        keys = []
        if self.account:
            keys.append("account:" + hashlib.sha256(self.account.casefold().encode()).hexdigest())
        if self.signature:
            keys.append("table:" + self.signature)
        return keys


def parts_of(content: bytes) -> list[Part]:
    """Return the accounts of a file, each with its own rows. Raises NotAStatement where nothing can be read."""
    statements = read_statement(content)
    return [_table_part(content, statements[0])] if _is_table(content) else list(_split(statements))


def reread(content: bytes, number: int, account: str, mapping: dict[str, Any] | None) -> Statement:
    """Return one account of the file again, a table as `mapping` takes it. Raises NotAStatement."""
    if mapping is not None:
        grid = table.open_table(content)
        chosen = mappings.from_json(mapping)
        if problems := mappings.find_problems(grid, chosen):
            raise NotAStatement(" ".join(problems))
        return read_rows(grid, chosen)
    for part in parts_of(content):
        if (part.number, part.account) == (number, account):
            return part.statement
    raise NotAStatement("This account is not in the file any more. Bring the file again.")


def unpack(content: bytes | memoryview | None) -> bytes:
    return zlib.decompress(content or b"")


def remarks_of(part: Part) -> dict[str, Any]:
    """Return what the person should know of an account before it is checked, as JSON."""
    statement = part.statement
    return {
        "questions": [dataclasses.asdict(question) for question in statement.questions],
        "currencies": sorted({row.currency for row in statement.rows if row.currency}),
        "columns": list(part.columns),
        "keys": part.keys,
    }


def sums_of(statement: Statement) -> dict[str, Any]:
    """Return what the rows add up to, and by how much they miss what the bank's balances say, as JSON."""
    gone = sum((row.amount for row in statement.rows if row.amount < 0), Decimal())
    came = sum((row.amount for row in statement.rows if row.amount > 0), Decimal())
    gaps = [
        {"opening": str(each.opening), "closing": str(each.closing), "missing": str(each.missing)}
        for each in discrepancy(statement)
    ]
    return {"out": str(-gone), "in": str(came), "gaps": gaps, "has_balances": bool(statement.balances)}


def _is_table(content: bytes) -> bool:
    """Say whether no reader of a format of its own wants the file."""
    if zipped.looks_like(content) and not table.is_sheet(content):
        return False
    others = (reader for reader in READERS if reader is not table)
    return table.looks_like(content) and not any(reader.looks_like(content) for reader in others)


def _table_part(content: bytes, statement: Statement) -> Part:
    """Return a table as it is guessed to be meant; which account a row belongs to is for the person to say."""
    grid = table.open_table(content)
    mapping, _questions = guess(grid)
    names = mapping.names(grid)
    # Without a header, the number of columns and what they seem to hold is all there is to know a table by.
    signature = mappings.signature(names or [f"{place}{role}" for place, role in enumerate(mapping.roles)])
    return Part(0, "", statement, mapping.to_json(), signature, tuple(_columns(grid, mapping, names)))


def _columns(grid: Grid, mapping: ColumnMapping, names: list[str]) -> Iterator[dict[str, Any]]:
    rows = mapping.rows(grid)
    rows = range(rows.start, min(rows.stop, rows.start + 50))
    for place in range(len(mapping.roles)):
        filled = [cell[:LONGEST_EXAMPLE] for cell in grid.column(place, rows) if cell]
        name = names[place] if place < len(names) else ""
        yield {"name": name[:LONGEST_EXAMPLE], "examples": filled[:EXAMPLES]}


def _split(statements: list[Statement]) -> Iterator[Part]:
    """Yield each account of each statement. What belongs to none stays with the first account."""
    for number, statement in enumerate(statements):
        if not statement.rows:
            continue
        accounts = list(dict.fromkeys(row.account for row in statement.rows))
        for account in accounts:
            rows: tuple[StatementRow, ...] = tuple(row for row in statement.rows if row.account == account)
            balances = tuple(held for held in statement.balances if held.account == account)
            mistakes = statement.mistakes if account == accounts[0] else ()
            yield Part(
                number, account[:255], dataclasses.replace(statement, rows=rows, balances=balances, mistakes=mistakes)
            )
