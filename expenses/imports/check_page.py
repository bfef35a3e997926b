"""A page of the rows of a checked statement, found by position: the last of 100,000 costs what the first does."""

from dataclasses import dataclass

from expenses.imports.entries import entries_of
from expenses.imports.models import StatementEntry, StatementImport
from expenses.spreadsheets.preview import PAGE_ROWS

_LONGEST_KEY = 9


@dataclass(frozen=True)
class CheckPage:
    """Rows in the order of the file; the keys of the pages before and after, None where there is none."""

    entries: list[StatementEntry]
    before: int | None
    after: int | None


def check_page(source: StatementImport, outcome: str, *, after: str = "", before: str = "") -> CheckPage:
    """Return the rows of an outcome behind `after` or ahead of `before`, the first ones where neither is a position."""
    rows = entries_of(source).filter(outcome=outcome)
    if (key := _position(before)) is not None:
        found = list(rows.filter(position__lt=key).order_by("-position")[: PAGE_ROWS + 1])
        shown = found[:PAGE_ROWS][::-1]
        return _page(shown, has_before=len(found) > PAGE_ROWS, has_after=True)
    key = _position(after)
    found = list(rows.filter(position__gt=-1 if key is None else key).order_by("position")[: PAGE_ROWS + 1])
    return _page(found[:PAGE_ROWS], has_before=key is not None, has_after=len(found) > PAGE_ROWS)


def _position(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _LONGEST_KEY else None


def _page(shown: list[StatementEntry], *, has_before: bool, has_after: bool) -> CheckPage:
    if not shown:
        return CheckPage([], None, None)
    first, last = shown[0].position, shown[-1].position
    return CheckPage(shown, first if has_before else None, last if has_after else None)
