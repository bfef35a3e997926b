"""Which rows of a statement are one half of a transfer between own wallets. Plain values in, plain values out."""

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from expenses.imports.matching import words

MOST_DAYS = 5
"""How long money is on its way: over a week-end and a bank holiday."""
FEW_DAYS = 3
"""How long it is where nothing but the amount says that two rows belong together."""
TRANSFER_WORDS = frozenset(
    {"transfer", "transfers", "umbuchung", "übertrag", "uebertrag", "giroconto", "girofondo", "traspaso", "overboeking"}
)
NEAR = Decimal("0.03")
"""How far a bank's rate is from that of the day, its margin included."""
SHORTEST_NAME = 4
"""How many letters a wallet's name has at least, so that it tells anything in a text."""

Sum = tuple[str, Decimal]
"""Currency and signed amount."""


_DAY = itemgetter(0)


class Moving(NamedTuple):
    """A row that may be a transfer: `place` names it, `amount` is in its wallet's `currency`, money out negative.

    `other` is the amount that the file gives in another currency. `wanted` is the other wallet where that is known;
    `is_said` where the file calls it a transfer, `is_settled` where it is known as something else by its text.
    """

    place: int
    date: datetime.date
    amount: Decimal
    currency: str
    text: str
    other: Sum | None = None
    wanted: int | None = None
    is_said: bool = False
    is_settled: bool = False


class Half(NamedTuple):
    """What stands in another wallet and may be the other half; `amount` is in that wallet's currency, out negative.

    `kind` and `record_id` name it: "expense", "income", or "entry" for a row of a statement that is not written yet.
    """

    wallet_id: int
    date: datetime.date
    amount: Decimal
    currency: str
    text: str
    kind: str
    record_id: int
    is_settled: bool = False


class Side(NamedTuple):
    """The end of a transfer in the wallet of a statement, which no statement has named yet. Signed like a row.

    `is_crossing` where the other end is in another currency, so that the amount may be a guess.
    """

    date: datetime.date
    amount: Decimal
    transfer_id: int
    other_wallet_id: int
    is_crossing: bool = False


def pair(rows: Sequence[Moving], halves: Sequence[Half], names: Mapping[int, str]) -> dict[int, Half]:
    """Return by place the other half of those rows that have one; each half is taken once, the nearest day first.

    `names` are those of all wallets. Where neither the file nor a text speaks of a transfer, amount and days alone
    decide only if each is the other's single choice and neither is known as something else.
    """
    shelves = _Shelves(halves)
    told: list[tuple[datetime.timedelta, int, int]] = []
    guessed: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        for index, half in shelves.fitting(row):
            if row.is_said or _tells(row, half, names):
                told.append((abs(row.date - half.date), row.place, index))
            elif abs(row.date - half.date).days <= FEW_DAYS and not row.is_settled and not half.is_settled:
                guessed[row.place].append(index)
    found = _nearest(told)
    found |= _only_choices({place: options for place, options in guessed.items() if place not in found}, found)
    return {place: halves[index] for place, index in found.items()}


def sides_of(rows: Sequence[Moving], sides: Sequence[Side]) -> dict[int, Side]:
    """Return by place the end of a transfer that a row is; each is taken once, the nearest day first."""
    shelves: dict[Decimal, list[tuple[datetime.date, int]]] = defaultdict(list)
    for index, side in sorted(enumerate(sides), key=lambda each: each[1].date):
        shelves[side.amount].append((side.date, index))
    options = [
        (abs(row.date - day), row.place, index)
        for row in rows
        for day, index in _around(shelves.get(row.amount, ()), row.date)
        if row.wanted in (None, sides[index].other_wallet_id)
    ]
    found = _nearest(options)
    options = [
        (abs(row.date - sides[index].date), row.place, index)
        for index in set(range(len(sides))) - set(found.values())
        if sides[index].is_crossing
        for row in rows
        if row.place not in found and abs(row.date - sides[index].date).days <= MOST_DAYS
        if row.wanted in (None, sides[index].other_wallet_id) and is_near(row.amount, sides[index].amount)
    ]
    return {place: sides[index] for place, index in (found | _nearest(options)).items()}


def is_near(one: Decimal, other: Decimal) -> bool:
    """Say whether two amounts may be one at two rates, a bank's and that of the day."""
    return (one > 0) == (other > 0) and abs(one - other) <= abs(other) * NEAR


class _Shelves:
    """The halves by what their other half must be worth, in the order of their days."""

    def __init__(self, halves: Sequence[Half]) -> None:
        self.halves = halves
        self.by_sum: dict[Sum, list[tuple[datetime.date, int]]] = defaultdict(list)
        for index, half in sorted(enumerate(halves), key=lambda each: each[1].date):
            self.by_sum[half.currency, -half.amount].append((half.date, index))

    def fitting(self, row: Moving) -> Iterator[tuple[int, Half]]:
        for key in (row.currency, row.amount), row.other:
            for _, index in _around(self.by_sum.get(key, []), row.date) if key else ():
                half = self.halves[index]
                if row.wanted in (None, half.wallet_id):
                    yield index, half


def _around(shelf: Sequence[tuple[datetime.date, int]], day: datetime.date) -> Sequence[tuple[datetime.date, int]]:
    """Return what of a sorted shelf lies within MOST_DAYS of a day."""
    span = datetime.timedelta(days=MOST_DAYS)
    return shelf[bisect_left(shelf, day - span, key=_DAY) : bisect_right(shelf, day + span, key=_DAY)]


def _tells(row: Moving, half: Half, names: Mapping[int, str]) -> bool:
    """Say whether a text speaks of a transfer, or the row's of the other wallet."""
    here, there = words(row.text), words(half.text)
    if not TRANSFER_WORDS.isdisjoint(here) or not TRANSFER_WORDS.isdisjoint(there):
        return True
    name = words(names.get(half.wallet_id, ""))
    return sum(map(len, name)) >= SHORTEST_NAME and set(name) <= set(here)


def _nearest(options: list[tuple[datetime.timedelta, int, int]]) -> dict[int, int]:
    """Give each place one index and each index to one place, the nearest first."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, index in sorted(options):
        if place not in found and index not in taken:
            found[place] = index
            taken.add(index)
    return found


def _only_choices(options: Mapping[int, Sequence[int]], found: Mapping[int, int]) -> dict[int, int]:
    """Return the index of those places that have a single one which no other place could take."""
    taken = set(found.values())
    free = {place: [index for index in indexes if index not in taken] for place, indexes in options.items()}
    asked = Counter(index for indexes in free.values() for index in indexes)
    return {place: only[0] for place, only in free.items() if len(only) == 1 and asked[only[0]] == 1}
