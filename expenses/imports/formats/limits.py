"""How much of a file is read, so that a hostile one costs no more than a large honest one.

Every reader takes time and memory in proportion to the bytes it is given, so the size bounds both.
"""

from expenses.imports.formats.statement import NotAStatement

FILE_BYTES = 100 << 20
ROWS = 500_000
BALANCES = 100_000
ROW_LENGTH = 65_536
LINES = 100
SPLITS = 1_000
TEXT_LENGTH = 2_000

XML_DEPTH = 64
ENTRY_ELEMENTS = 200_000

ZIP_MEMBERS = 200
ZIP_RATIO = 200
ZIP_SMALL_BYTES = 1 << 20


def check_size(size_bytes: int) -> None:
    """Raise NotAStatement where a file of so many bytes holds nothing, or too much to be read at once."""
    if not size_bytes:
        raise NotAStatement("This file is empty. Download the statement again.")
    if size_bytes > FILE_BYTES:
        raise NotAStatement(
            f"This file is larger than {FILE_BYTES >> 20} MB. Download a shorter period, and bring one after the other."
        )


def check_rows(count: int) -> None:
    """Raise NotAStatement where a file has more rows than are taken at once."""
    if count > ROWS:
        raise NotAStatement(
            f"This file has more than {ROWS:,} rows. Download a shorter period, and bring one after the other."
        )
