"""Every format that can be read, and the way in: bytes to statements."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from expenses.imports.formats import camt, mt940, ofx, qif, zipped
from expenses.imports.formats.limits import check_size
from expenses.imports.formats.statement import Mistake, NotAStatement, Statement
from expenses.imports.formats.tables import table
from expenses.imports.formats.tables.markup import is_page


class Reader(Protocol):
    """A module that knows one format: by its content, never by the name of the file."""

    NAME: str

    def looks_like(self, content: bytes) -> bool:
        """Say, cheaply, whether this is the format."""

    def read(self, content: bytes) -> Statement:
        """Return what the file says. Raises NotAStatement, and nothing else, where it says nothing."""


# The first that knows a file reads it; a table is what is left when nothing else fits.
READERS: tuple[Reader, ...] = (ofx, camt, qif, mt940, table)

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\0\x18ftyp", b"\0\0\0\x1cftyp")
_KNOWN_OTHERS: tuple[tuple[bytes | tuple[bytes, ...], str], ...] = (
    (b"%PDF", "This is a PDF, which is made to be printed. Download the statement as CSV, OFX or CAMT from your bank."),
    (_PICTURES, "This is a picture. Download the statement as CSV, OFX or CAMT from your bank."),
    (b"\x1f\x8b", "This file is compressed with gzip. Unpack it, and bring what is inside."),
    (b"7z\xbc\xaf\x27\x1c", "This is a 7z archive. Unpack it, and bring the files."),
    (b"Rar!", "This is a RAR archive. Unpack it, and bring the files."),
    (b"-----BEGIN PGP", "This file is encrypted. Decrypt it, and bring what is inside."),
)


def read_statement(content: bytes, readers: Sequence[Reader] | None = None) -> list[Statement]:
    """Return the statements of a file: one, or one for each readable file of a ZIP.

    Raises NotAStatement with a sentence for the person where nothing in it can be read.
    """
    check_size(len(content))
    if zipped.looks_like(content):
        return _read_archive(content, readers or READERS, zipped.Budget())
    return [_read_one(content, readers or READERS)]


def refuse_others(content: bytes) -> None:
    """Raise NotAStatement where a file begins as one that is known to be no statement."""
    begun = content[:1024].lstrip()
    for start, sentence in _KNOWN_OTHERS:
        if begun.startswith(start):
            raise NotAStatement(sentence)


def _read_one(content: bytes, readers: Sequence[Reader]) -> Statement:
    refuse_others(content)
    if not content.strip():
        raise NotAStatement("This file is empty. Download the statement again.")
    for reader in readers:
        if reader.looks_like(content):
            with _without_collecting():
                return reader.read(content)
    if is_page(content):
        raise NotAStatement("This is a web page. Sign in at your bank again, and download the statement as CSV or OFX.")
    raise NotAStatement("This is no bank statement. Download it as CSV, OFX, QIF, CAMT or MT940 from your bank.")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep the garbage collector from looking through 100,000 rows again and again while they are made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_archive(
    content: bytes, readers: Sequence[Reader], budget: zipped.Budget, *, is_inner: bool = False
) -> list[Statement]:
    """Read file by file, in a ZIP within it too; what is no statement becomes a mistake, unless nothing is one."""
    statements: list[Statement] = []
    refused = []
    for name, member in zipped.members(content, budget):
        try:
            check_size(len(member))
            if not zipped.looks_like(member):
                statements.append(_read_one(member, readers))
            elif is_inner:
                raise NotAStatement("This is a ZIP in a ZIP in a ZIP. Unpack it, and bring the files.")
            else:
                statements += _read_archive(member, readers, budget, is_inner=True)
        except NotAStatement as error:
            refused.append(Mistake(0, f"{name[:100]}: {error}", is_row=False))
    if not statements:
        raise NotAStatement(f"None of the files in this ZIP can be read. {refused[0].message}")
    return [*statements, Statement("zip", mistakes=tuple(refused))] if refused else statements
