"""A file that has just been brought: one of our own spreadsheets, or a statement."""

from collections.abc import Sequence

from django.urls import reverse

from expenses.imports.formats.statement import NotAStatement
from expenses.imports.models import StatementImport
from expenses.imports.reading import Part, has_own_format, parts_of
from expenses.imports.reading_later import LARGE_BYTES
from expenses.spreadsheets.columns import HeaderError, match_header
from expenses.spreadsheets.reading import UnreadableFile, read_table


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
        if has_own_format(content):
            raise
        # What is wrong with a table is said in the words of spreadsheets.
        return []


def is_large_statement(content: bytes, *, is_wanted: bool) -> bool:
    """Say whether a file is to be read in the background: a large one that is no spreadsheet of ours."""
    return len(content) >= LARGE_BYTES and (is_wanted or not _is_ours(content))


def first_step(sources: Sequence[StatementImport]) -> str:
    """Return where to go on: the one statement of a file, or the list of several."""
    return sources[0].get_absolute_url() if len(sources) == 1 else reverse("expenses:import-list")


def _is_ours(content: bytes) -> bool:
    try:
        match_header(read_table(content).headers)
    except (UnreadableFile, HeaderError):
        return False
    return True
