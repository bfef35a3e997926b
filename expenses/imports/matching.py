"""Which rows of a statement are in the ledger already. Plain values in, plain values out."""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

ENOUGH_ROWS = 10
NEARLY_ALL = 0.9
_WORD = re.compile(r"\w{2,}")


class Booked(NamedTuple):
    """A row of a statement: `amount` is signed, money out negative."""

    date: datetime.date
    amount: Decimal
    text: str
    bank_id: str = ""


class Known(NamedTuple):
    """What the ledger has in the wallet. `format` and `bank_id` are those of the statement it came from, or empty.

    `kind` and `record_id` name the record: "expense", "income" or "transfer".
    """

    date: datetime.date
    amount: Decimal
    texts: tuple[str, ...]
    kind: str
    record_id: int
    format: str = ""
    bank_id: str = ""


class Found(NamedTuple):
    """What a row is in the ledger; where it is not `certain`, only the day and the amount are the same."""

    known: Known
    certain: bool


def find_known(rows: Sequence[Booked], ledger: Sequence[Known], origin: str) -> list[Found | None]:
    """Return for each row what it is in the ledger, or None; `origin` is the format of the statement.

    Each record is found once: of three equal rows, two of which are there, one is new. The bank's id comes first, then
    the same words, then words that are the beginning or a part of the others.
    """
    found: list[Found | None] = [None] * len(rows)
    if not ledger:
        return found
    _take_by_id(rows, ledger, found, origin)
    taken = {(each.known.kind, each.known.record_id) for each in found if each}
    free: dict[tuple[datetime.date, Decimal], list[Known]] = defaultdict(list)
    for known in ledger:
        if (known.kind, known.record_id) not in taken:
            free[known.date, known.amount].append(known)
    places = [place for place, row in enumerate(rows) if found[place] is None and (row.date, row.amount) in free]
    for is_same, certain in ((_is_equal, True), (_is_part, True), (_is_any, False)):
        for place in places:
            if found[place] is None and (here := free[rows[place].date, rows[place].amount]):
                found[place] = _take(rows[place], here, is_same, origin, certain=certain)
    return _certain_together(rows, found)


def _certain_together(rows: Sequence[Booked], found: list[Found | None]) -> list[Found | None]:
    """Return what was found, certain where nearly all rows from its first to its last day were.

    Two accounts of the same days in other words are the same statement, written by another program or by hand.
    """
    days = [row.date for row, each in zip(rows, found, strict=True) if each]
    if len(days) < ENOUGH_ROWS:
        return found
    first, last = min(days), max(days)
    between = sum(first <= row.date <= last for row in rows)
    if len(days) < NEARLY_ALL * between:
        return found
    return [each and each._replace(certain=True) for each in found]


def _take_by_id(rows: Sequence[Booked], ledger: Sequence[Known], found: list[Found | None], origin: str) -> None:
    by_id = {(known.bank_id, known.amount): known for known in ledger if known.bank_id and known.format == origin}
    for place, row in enumerate(rows):
        known = by_id.pop((row.bank_id, row.amount), None) if row.bank_id else None
        if known:
            found[place] = Found(known, certain=True)


def _take(
    row: Booked, here: list[Known], is_same: Callable[[str, str], bool], origin: str, *, certain: bool
) -> Found | None:
    for index, known in enumerate(here):
        if _says_other_id(row, known, origin):
            continue
        if any(is_same(row.text, text) for text in known.texts):
            return Found(here.pop(index), certain)
    return None


def _says_other_id(row: Booked, known: Known, origin: str) -> bool:
    """Say whether one bank calls them two: ids of different formats cannot be compared."""
    return bool(row.bank_id and known.bank_id and known.format == origin and row.bank_id != known.bank_id)


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text whatever their case."""
    return tuple(_WORD.findall(text.casefold()))


def _is_equal(one: str, other: str) -> bool:
    return one == other or words(one) == words(other)


def _is_part(one: str, other: str) -> bool:
    """Say whether each word of the shorter text begins a word of the longer one; a bank cuts texts off."""
    short, long = sorted((words(one), words(other)), key=len)
    return all(any(word.startswith(part) for word in long) for part in short)


def _is_any(one: str, other: str) -> bool:
    return True
