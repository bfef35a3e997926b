"""Which rows of money in give back an expense: the same merchant, all or a part of the amount. Plain values."""

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from expenses.imports.matching import words

LONGEST = datetime.timedelta(days=180)
MOST_TRIED = 50
"""With how many expenses of the same amount the texts are compared."""
REFUND_WORDS = frozenset(
    {
        "refund", "refunded", "reversal", "return", "returned", "chargeback", "rückerstattung", "erstattung",
        "gutschrift", "retoure", "rückzahlung", "storno", "remboursement", "avoir", "annulation", "reembolso",
        "devolución", "devolucion", "abono", "rimborso", "terugbetaling", "retour", "zwrot",
        "estorno", "återbetalning", "refusjon", "refusion", "palautus",
    }
)  # fmt: skip


class CameIn(NamedTuple):
    """A row of money in; `amount` is positive. `is_said` where the file calls it a refund."""

    place: int
    date: datetime.date
    amount: Decimal
    currency: str
    text: str
    is_said: bool = False


class Spent(NamedTuple):
    """An expense that may have been given back: `left` of it is positive.

    It is one of the ledger, by `record_id`, or a row of the same statement, by `place`.
    """

    date: datetime.date
    left: Decimal
    currency: str
    text: str
    category_id: int | None = None
    record_id: int | None = None
    place: int | None = None


class Asked:
    """What rows of money in ask for: expenses of the same amount, or of the same merchant where they say refund."""

    def __init__(self, rows: Sequence[CameIn]) -> None:
        self.sums = {(row.currency, row.amount) for row in rows}
        self.merchants = {merchant(row.text) for row in rows if row.is_said or says_refund(row.text)}

    def may_be(self, left: Decimal, currency: str, text: str) -> bool:
        """Say whether an expense could be what any of the rows gives back."""
        return (currency, left) in self.sums or (bool(self.merchants) and merchant(text) in self.merchants)


def refunded(rows: Sequence[CameIn], spent: Sequence[Spent]) -> dict[int, Spent]:
    """Return by place what each row gives back, where it gives anything back; nothing is given back twice in whole.

    The same merchant and the same amount are enough; a part is given back where the file or the text says refund.
    """
    shelves = _Shelves(spent)
    found: dict[int, Spent] = {}
    for row in sorted(rows, key=lambda each: each.date):
        index = shelves.find(row)
        if index is not None:
            found[row.place] = spent[index]
            shelves.left[index] -= row.amount
    return found


def says_refund(text: str) -> bool:
    return not REFUND_WORDS.isdisjoint(words(text))


@lru_cache(maxsize=65_536)
def merchant(text: str) -> tuple[str, ...]:
    """Return the words that name who was paid: none that says refund, no numbers of bookings."""
    return tuple(word for word in words(text) if word not in REFUND_WORDS and not word.isdecimal())


class _Shelves:
    """Expenses by amount, and by merchant, in the order of their days; and what is left of each."""

    def __init__(self, spent: Sequence[Spent]) -> None:
        self.spent = spent
        self.left = [each.left for each in spent]
        self.in_order = sorted(range(len(spent)), key=lambda index: spent[index].date)
        self.by_amount: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
        for index in self.in_order:
            self.by_amount[spent[index].currency, spent[index].left].append(index)

    @cached_property
    def by_merchant(self) -> dict[tuple[str, tuple[str, ...]], list[int]]:
        shelves: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        for index in self.in_order:
            shelves[self.spent[index].currency, merchant(self.spent[index].text)].append(index)
        return shelves

    def find(self, row: CameIn) -> int | None:
        """Return what the row gives back, the latest before it first."""
        name = merchant(row.text)
        if not name:
            return None
        for index in self._before(self.by_amount.get((row.currency, row.amount), []), row):
            if self.left[index] == row.amount and _is_same(name, merchant(self.spent[index].text)):
                return index
        if row.is_said or says_refund(row.text):
            for index in self._before(self.by_merchant.get((row.currency, name), []), row):
                if self.left[index] >= row.amount:
                    return index
        return None

    def _before(self, shelf: Sequence[int], row: CameIn) -> Sequence[int]:
        """Return what of a shelf was spent up to the row's day, the latest first, no more than MOST_TRIED."""
        end = bisect_right(shelf, row.date, key=lambda index: self.spent[index].date)
        latest = shelf[max(0, end - MOST_TRIED) : end]
        return [index for index in reversed(latest) if row.date - self.spent[index].date <= LONGEST]


def _is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether the words of the shorter name begin words of the longer one."""
    short, long = sorted((one, other), key=len)
    return bool(short) and all(any(word.startswith(part) for word in long) for part in short)
