"""The columns of our spreadsheets, and how a file's header is matched to them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

COLUMNS = ("id", "date", "description", "amount", "currency", "category", "tags", "notes", "wallet", "wallet_amount")
COUNTING = ("parts", "refund_of", "counts_with_original", "spread_over", "spread_from")
WORTH = ("home_amount", "home_currency")
FOR_INFORMATION = (*WORTH, *COUNTING)
REQUIRED = ("date", "description", "amount")
MAX_COLUMNS = 100


class HeaderError(ValueError):
    """A header that cannot be matched. The text is a sentence for the person."""


@dataclass(frozen=True)
class Header:
    """Where in a row each of our columns stands, and the columns of the file that nothing is read from.

    `counting` are the places of those that say how a payment counts.
    """

    names: tuple[str, ...]
    positions: dict[str, int]
    ignored: tuple[str, ...]
    counting: dict[str, int] = field(default_factory=dict)

    def __contains__(self, column: str) -> bool:
        return column in self.positions


def match_header(cells: Sequence[str]) -> Header:
    """Match the cells of a header by name, in any order and case; raise HeaderError where that cannot be done."""
    if len(cells) > MAX_COLUMNS:
        raise HeaderError(
            f"This table has {len(cells):,} columns; at most {MAX_COLUMNS} are read. Keep those named below."
        )
    keys = [column_key(cell) for cell in cells]
    twice = [name for name, count in Counter(keys).items() if count > 1 and name in COLUMNS]
    if twice:
        raise HeaderError(f"The column “{twice[0]}” stands there twice. Rename or remove one of the two.")
    positions = {name: keys.index(name) for name in COLUMNS if name in keys}
    missing = [f"“{name}”" for name in REQUIRED if name not in positions]
    if missing:
        raise HeaderError(_say_missing(missing, [cell for cell in cells if cell.strip()]))
    ignored = tuple(cell.strip() for cell, key in zip(cells, keys, strict=True) if key and key not in _KNOWN)
    counting = {name: keys.index(name) for name in COUNTING if name in keys}
    return Header(tuple(cells), positions, ignored, counting)


def column_key(cell: str) -> str:
    """Return the name of a column without regard to case, blanks and dashes: " Home-Amount" is "home_amount"."""
    return cell.strip("\ufeff \t\r\n\"'").casefold().replace(" ", "_").replace("-", "_")


def count_known(cells: Sequence[str]) -> int:
    """Return how many of our columns a line names; a table's header names the most."""
    return len({column_key(cell) for cell in cells} & set(COLUMNS))


def _say_missing(missing: list[str], found: list[str]) -> str:
    columns = "the column " if len(missing) == 1 else "the columns "
    names = ", ".join(f"“{name.strip()[:30]}”" for name in found[:8])
    return (
        f"The first row must name the columns, and {columns}{' and '.join(missing)} cannot be found in it. "
        f"It says {names}{' …' if len(found) > 8 else ''}. Rename the columns, or start from the template."
    )


_KNOWN = {*COLUMNS, *FOR_INFORMATION}
