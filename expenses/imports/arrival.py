"""A file that has just been brought: one of our own spreadsheets, or a statement."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from django.urls import reverse

from expenses.imports.formats.presets import find_preset
from expenses.imports.formats.registry import refuse_others
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.header import roles_of
from expenses.imports.formats.tables.vocabulary import Role
from expenses.imports.models import StatementImport
from expenses.imports.reading import Part, has_own_format, parts_of
from expenses.imports.reading_later import LARGE_BYTES
from expenses.spreadsheets.columns import COUNTING, WORTH, Header, HeaderError, column_key, count_known, match_header
from expenses.spreadsheets.reading import UnreadableFile, read_table
from expenses.spreadsheets.reading.table import Cell, Table

LOOKED_AT = 200
NEARLY = 2
HEAD_BYTES = 4_096
_PACKED = (b"PK", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1a\x1b"))
_OURS_ALONE = frozenset({"wallet_amount", *COUNTING, *WORTH})
_OF_BANKS: frozenset[Role] = frozenset(
    {"balance", "debit", "credit", "direction", "bank-id", "value-date", "other-account", "type", "status"}
)


def statement_in(content: bytes, *, is_wanted: bool) -> list[Part]:
    """Return the accounts of a statement, none where the file is a spreadsheet of ours, or nothing that can be read.

    Where a statement `is_wanted`, it is read as one whatever its columns are called; raises NotAStatement.
    """
    if is_wanted:
        return parts_of(content)
    if _is_ours(content):
        return []
    try:
        return parts_of(content)
    except NotAStatement:
        if has_own_format(content) or not _is_nearly_ours(content):
            raise
        # What is wrong with such a table is said in the words of spreadsheets.
        return []


def is_large_statement(content: bytes, *, is_wanted: bool) -> bool:
    """Say whether a file is to be read in the background: a large one that is no spreadsheet of ours.

    Raises NotAStatement at once for a large one that is neither text nor packed.
    """
    if len(content) < LARGE_BYTES:
        return False
    refuse_others(content)
    if _is_binary(content[:HEAD_BYTES]):
        raise NotAStatement("This is no bank statement. Download it as CSV, OFX, QIF, CAMT or MT940 from your bank.")
    return is_wanted or not _is_ours(content)


def _is_binary(head: bytes) -> bool:
    """Say whether a file begins as no text, workbook or ZIP does. Every other byte of UTF-16 is 0."""
    if head.startswith(_PACKED) or head.count(0) * 3 > len(head):
        return False
    return len(head.translate(None, _CONTROLS)) < len(head) * 0.97


def first_step(sources: Sequence[StatementImport]) -> str:
    """Return where to go on: the one statement of a file, or the list of several."""
    return sources[0].get_absolute_url() if len(sources) == 1 else reverse("expenses:import-list")


def _is_ours(content: bytes) -> bool:
    """Say whether a table has our columns, and is neither the export of another tool nor looks like a bank's."""
    try:
        table = read_table(content)
        header = match_header(table.headers)
        if _OURS_ALONE & set(map(column_key, table.headers)):
            return True
        is_of_others = find_preset(table.headers) or _has_columns_of_banks(header)
        return not (is_of_others or _is_mostly_negative(table, header))
    except (UnreadableFile, HeaderError):
        return False


def _is_nearly_ours(content: bytes) -> bool:
    """Say whether a table names some of our columns, so that it may have been meant as a spreadsheet of ours."""
    try:
        return count_known(read_table(content).headers) >= NEARLY
    except UnreadableFile:
        return False


def _has_columns_of_banks(header: Header) -> bool:
    return any(_OF_BANKS & set(roles_of(name)[:1]) for name in header.ignored)


def _is_mostly_negative(table: Table, header: Header) -> bool:
    """Say whether most amounts have a minus: spreadsheets of ours have it at refunds, banks at what was spent."""
    place = header.positions["amount"]
    amounts = [row.cells[place] for row in islice(table.rows(), LOOKED_AT) if len(row.cells) > place]
    return sum(map(_is_negative, amounts)) * 2 > len(amounts)


def _is_negative(cell: Cell) -> bool:
    if isinstance(cell, str):
        return cell.strip().startswith(("-", "\u2212", "(")) or cell.rstrip().endswith("-")
    return isinstance(cell, Decimal) and cell < 0
