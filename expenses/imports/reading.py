"""A file as the rows of one account: what it leaves open, what it holds, and whether it adds up."""

import dataclasses
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from expenses.imports.discrepancy import discrepancy
from expenses.imports.formats import zipped
from expenses.imports.formats.registry import READERS, read_statement
from expenses.imports.formats.statement import NotAStatement, RowKind, Statement, StatementRow
from expenses.imports.formats.tables import mapping as mappings
from expenses.imports.formats.tables import table
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.guess import guess_below
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.tables.rows import read_rows
from expenses.imports.whom import called_by_whom

EXAMPLES = 3
_AMOUNT = StatementRow._fields.index("amount")
LONGEST_EXAMPLE = 60
LONGEST_LINE = 120
LONGEST_SAID = 255
OPENING_LINES = 30
MOST_OTHERS = 30


class Part(NamedTuple):
    """One account of a file. `signature` tells tables with the same columns; `mapping` is how they are read.

    `opening` has the first lines of a table with their numbers, one of which may name the columns.
    """

    number: int
    account: str
    statement: Statement
    mapping: dict[str, Any] | None = None
    signature: str = ""
    columns: tuple[dict[str, Any], ...] = ()
    opening: tuple[tuple[int, str], ...] = ()


def parts_of(content: bytes) -> list[Part]:
    """Return the accounts of a file, each with its own rows. Raises NotAStatement where nothing can be read."""
    if has_own_format(content):
        return joined(_accounts(read_statement(content), by_currency=False))
    reader = table.Guessing()
    parts = _accounts(read_statement(content, [reader]), by_currency=True)
    return [_with_columns(part, reader.grid, reader.mapping) for part in parts]


def _accounts(statements: list[Statement], *, by_currency: bool) -> list[Part]:
    parts = list(_split(list(map(_without_zeros, statements)), by_currency=by_currency))
    if not parts:
        raise NotAStatement(_why_empty(statements))
    return parts


def _without_zeros(statement: Statement) -> Statement:
    """Return the statement without rows that moved nothing: banks write notes so, and a record is of more than that."""
    if all(map(itemgetter(_AMOUNT), statement.rows)):
        return statement
    return dataclasses.replace(statement, rows=tuple(row for row in statement.rows if row.amount))


def reread(content: bytes, number: int, account: str, mapping: dict[str, Any] | None) -> Statement:
    """Return one account of the file again, a table as `mapping` takes it. Raises NotAStatement."""
    if mapping is not None:
        grid = table.open_table(content)
        chosen = mappings.from_json(mapping)
        if problems := mappings.find_problems(grid, chosen):
            raise NotAStatement(" ".join(problems))
        statement = _quoted(read_rows(grid, chosen), grid)
        return called_by_whom(of_account(statement, account), chosen.preset)
    for part in parts_of(content):
        if (part.number, part.account) == (number, account):
            return called_by_whom(part.statement, "" if zipped.looks_like(content) else None)
    raise NotAStatement("This account is not in the file any more. Bring the file again.")


def _quoted(statement: Statement, grid: Grid) -> Statement:
    """Return the statement with what the table says where it could not be read."""
    if not statement.mistakes:
        return statement
    places = {line: place for place, line in enumerate(grid.lines)}
    mistakes = (
        dataclasses.replace(each, said=_line(grid, places[each.line])) if each.line in places else each
        for each in statement.mistakes
    )
    return dataclasses.replace(statement, mistakes=tuple(mistakes))


def _line(grid: Grid, place: int) -> str:
    return " · ".join(filter(None, map(str.strip, grid.rows[place])))[:LONGEST_SAID]


def unpack(content: bytes | memoryview | None) -> bytes:
    return zlib.decompress(content or b"")


def remarks_of(part: Part) -> dict[str, Any]:
    """Return what the person should know of an account before it is checked, as JSON."""
    statement = part.statement
    return {
        "questions": [dataclasses.asdict(question) for question in statement.questions],
        "currencies": sorted({row.currency for row in statement.rows if row.currency}),
        "columns": list(part.columns),
        "others": _others(part),
        "opening": [list(line) for line in part.opening],
        "sample": [
            {"date": row.date.isoformat(), "amount": f"{row.amount:f}", "description": row.description[:100]}
            for row in statement.rows[:EXAMPLES]
        ],
    }


def _others(part: Part) -> list[str]:
    """Return the other accounts that a tool's own export calls transfers with: there they are the person's own."""
    preset = (part.mapping or {}).get("preset", "")
    if not preset and part.statement.format != "qif":
        return []
    rows = part.statement.rows
    return sorted({row.other_account for row in rows if row.kind is RowKind.TRANSFER and row.other_account})[
        :MOST_OTHERS
    ]


def sums_of(statement: Statement) -> dict[str, Any]:
    """Return whether the rows add up to what the bank's balances say, and by how much they miss it, as JSON.

    A statement without an opening and a closing balance says nothing to compare with.
    """
    gaps = [
        {"opening": str(each.opening), "closing": str(each.closing), "missing": str(each.missing)}
        for each in discrepancy(statement)
    ]
    kinds = [balance.kind for balance in statement.balances]
    can_be_checked = kinds.count("opening") == kinds.count("closing") > 0
    return {"gaps": gaps, "adds_up": can_be_checked and not gaps and not statement.mistakes}


def has_own_format(content: bytes) -> bool:
    """Say whether this is in a format made for statements, or a whole ZIP of files: half a one may be anything."""
    others = (reader for reader in READERS if reader is not table)
    is_archive = zipped.looks_like(content) and zipfile.is_zipfile(io.BytesIO(content))
    return is_archive or any(reader.looks_like(content) for reader in others)


def _why_empty(statements: list[Statement]) -> str:
    mistakes = [mistake.message for statement in statements for mistake in statement.mistakes]
    return mistakes[0] if mistakes else "This statement has no rows. Download it for a longer period."


def below(line: int, content: bytes, number: int, account: str) -> Part:
    """Return an account of a table whose columns are named at `line`, 0 for nowhere. Raises NotAStatement."""
    grid = table.open_table(content)
    mapping, questions = guess_below(grid, line)
    if mappings.find_problems(grid, mapping):
        # What cannot be read yet is matched by hand: the columns below this line are shown all the same.
        return _with_columns(Part(number, account, Statement(grid.format)), grid, mapping)
    statement = dataclasses.replace(of_account(read_rows(grid, mapping), account), questions=questions)
    return _with_columns(Part(number, account, statement), grid, mapping)


def _with_columns(part: Part, grid: Grid, mapping: ColumnMapping) -> Part:
    names = mapping.names(grid)
    # Without a header, what the columns seem to hold is all there is to know a table by.
    signature = mappings.signature(names or [f"{place}{role}" for place, role in enumerate(mapping.roles)])
    opening = tuple((line, _line(grid, place)[:LONGEST_LINE]) for place, line in enumerate(grid.lines[:OPENING_LINES]))
    columns = tuple(_columns(grid, mapping, names))
    return part._replace(mapping=mapping.to_json(), signature=signature, columns=columns, opening=opening)


def of_account(statement: Statement, account: str) -> Statement:
    """Return the rows of one account; all of them where the columns name none any more."""
    names = _Names(statement, by_currency=True)
    return names.only(account) if account in names.all or any(row.account for row in statement.rows) else statement


def _columns(grid: Grid, mapping: ColumnMapping, names: list[str]) -> Iterator[dict[str, Any]]:
    rows = mapping.rows(grid)
    rows = range(rows.start, min(rows.stop, rows.start + 50))
    for place in range(len(mapping.roles)):
        filled = [cell[:LONGEST_EXAMPLE] for cell in grid.column(place, rows) if cell]
        name = names[place] if place < len(names) else ""
        yield {"name": name[:LONGEST_EXAMPLE], "examples": filled[:EXAMPLES]}


def joined(parts: list[Part]) -> list[Part]:
    """Return the parts with those of one account as one: banks give a ZIP with a statement for each day."""
    together: dict[tuple[str, str] | int, list[Part]] = {}
    for part in parts:
        key = (part.account, part.statement.format) if part.account else part.number
        together.setdefault(key, []).append(part)
    return [_as_one(some) for some in together.values()]


def _as_one(parts: list[Part]) -> Part:
    """Return several statements of an account as one. What they have in common is taken once.

    Where they overlap, their balances say nothing of the rows together.
    """
    if len(parts) == 1:
        return parts[0]
    rows: list[StatementRow] = []
    taken: Counter[tuple[Any, ...]] = Counter()
    for part in parts:
        seen: Counter[tuple[Any, ...]] = Counter()
        for row in part.statement.rows:
            key = (row.date, row.amount, row.currency, row.bank_id, row.description)
            seen[key] += 1
            if seen[key] > taken[key]:
                rows.append(row)
        taken |= seen
    is_apart = len(rows) == sum(len(part.statement.rows) for part in parts)
    statement = dataclasses.replace(
        parts[0].statement,
        rows=tuple(rows),
        mistakes=tuple(mistake for part in parts for mistake in part.statement.mistakes),
        balances=tuple(held for part in parts for held in part.statement.balances) if is_apart else (),
    )
    return parts[0]._replace(statement=statement)


def _split(statements: list[Statement], *, by_currency: bool) -> Iterator[Part]:
    """Yield each account of each statement; what could not be read and belongs to none goes with the first of all."""
    orphans = tuple(each for statement in statements if not statement.rows for each in statement.mistakes)
    for number, statement in enumerate(statements):
        mistakes, orphans = (orphans + statement.mistakes, ()) if statement.rows else ((), orphans)
        names = _Names(statement, by_currency=by_currency)
        for name in names.all:
            yield Part(number, name, dataclasses.replace(names.only(name), mistakes=mistakes))
            mistakes = ()


class _Names:
    """What the accounts of a statement are called. One of a table with several currencies is an account for each."""

    def __init__(self, statement: Statement, *, by_currency: bool) -> None:
        self.statement = statement
        held = dict.fromkeys((row.account, row.currency) for row in statement.rows)
        count = Counter(account for account, currency in held if currency and by_currency)
        self.names = {key: " ".join(filter(None, key)) if count[key[0]] > 1 else key[0] for key in held}
        self.all = dict.fromkeys(name[:255] for name in self.names.values())

    def only(self, name: str) -> Statement:
        """Return the statement of one account."""
        if len(self.all) == 1 and name in self.all:
            return self.statement
        rows = tuple(row for row in self.statement.rows if self.names[row.account, row.currency][:255] == name)
        balances = tuple(
            held
            for held in self.statement.balances
            if self.names.get((held.account, held.currency), held.account)[:255] == name
        )
        return dataclasses.replace(self.statement, rows=rows, balances=balances)
