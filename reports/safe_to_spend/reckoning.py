"""What is safe to spend: what there is less what is spoken for, nothing of it twice. Amounts in and out, no database.

A bill in the category of a budget is paid from that budget: what the budget still has is kept back once, and the bill
is named in it. Only where the bills, or the budgets of sub-categories, come to more than a budget has left, they are
kept back in its stead. So of each category the larger counts: its own budget, or all that is known of below it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Bill:
    """What is due before payday, above nought in the home currency. `category_id` is None where it has none."""

    name: str
    amount: Decimal
    category_id: int | None = None
    url: str = ""
    due: datetime.date | None = None


@dataclass(frozen=True)
class Pot:
    """What a budget of a category keeps until payday, nought or more in the home currency."""

    name: str
    amount: Decimal
    category_id: int
    url: str = ""


@dataclass(frozen=True)
class Kept:
    """What is kept back for one budget, or for one bill that no budget covers.

    `bills` and `pots` are paid from the budget, and are not kept back beside it.
    """

    name: str
    amount: Decimal
    url: str = ""
    is_bill: bool = False
    due: datetime.date | None = None
    bills: tuple[Bill, ...] = ()
    pots: tuple[Pot, ...] = ()


@dataclass
class Place:
    """A category with the budgets and bills that are its own, and what stands below it."""

    pots: list[Pot] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    below: list["Place"] = field(default_factory=list)

    def kept(self) -> list[Kept]:
        """Return what is kept back here: its largest budget, or all that is below where that is more."""
        inside = [_of_bill(bill) for bill in self.bills] + [one for place in self.below for one in place.kept()]
        largest = max(self.pots, key=lambda pot: pot.amount, default=None)
        if largest is None or largest.amount < total(inside):
            return inside
        if largest.amount == 0:
            return []
        others = tuple(pot for pot in self.all_pots() if pot is not largest and pot.amount)
        return [Kept(largest.name, largest.amount, largest.url, bills=tuple(self.all_bills()), pots=others)]

    def all_bills(self) -> Iterator[Bill]:
        yield from self.bills
        for place in self.below:
            yield from place.all_bills()

    def all_pots(self) -> Iterator[Pot]:
        yield from self.pots
        for place in self.below:
            yield from place.all_pots()


def _of_bill(bill: Bill) -> Kept:
    return Kept(bill.name, bill.amount, bill.url, is_bill=True, due=bill.due)


def total(rows: Iterable[Kept]) -> Decimal:
    return sum((one.amount for one in rows), NOTHING)


def keep_back(pots: Iterable[Pot], bills: Iterable[Bill], parents: Mapping[int, int | None]) -> list[Kept]:
    """Return what budgets and bills keep back together. `parents` has the category above each, None at the top."""
    places: dict[int, Place] = defaultdict(Place)
    loose = []
    for pot in pots:
        places[pot.category_id].pots.append(pot)
    for bill in bills:
        if bill.category_id is not None and bill.category_id in parents:
            places[bill.category_id].bills.append(bill)
        else:
            loose.append(bill)
    kept = [one for place in _tops(places, parents) for one in place.kept()]
    return kept + [_of_bill(bill) for bill in loose]


def _tops(places: dict[int, Place], parents: Mapping[int, int | None]) -> list[Place]:
    """Hang each place below that of the category above it; return those at the top."""
    tops: dict[int, Place] = {}
    hung: set[int] = set()
    for category_id in list(places):
        while category_id not in hung:
            hung.add(category_id)
            parent = parents.get(category_id)
            if parent is None:
                tops[category_id] = places[category_id]
                break
            places[parent].below.append(places[category_id])
            category_id = parent
    return list(tops.values())


@dataclass(frozen=True)
class Reckoning:
    """What is there and what is spoken for until payday, in the home currency; all but `balance` nought or more.

    `kept` is for budgets and bills. `moves` are transfers out of the wallets for spending. `put_aside` is what lies in
    those wallets for goals, `shares` what this month still owes them. `tagged` is what budgets of tags keep beyond
    all other bills and budgets. `limits` is what each budget of everything has left until payday.
    """

    balance: Decimal
    ahead: Decimal = NOTHING
    kept: Sequence[Kept] = ()
    tagged: Decimal = NOTHING
    moves: Decimal = NOTHING
    put_aside: Decimal = NOTHING
    shares: Decimal = NOTHING
    limits: Sequence[Decimal] = ()

    @property
    def committed(self) -> Decimal:
        """Return what budgets and bills keep back."""
        return total(self.kept) + self.tagged

    @property
    def free(self) -> Decimal:
        """Return what there is once all that is spoken for is kept back; negative where that is too much."""
        return self.balance - self.ahead - self.committed - self.moves - self.put_aside - self.shares

    @property
    def over_limit(self) -> Decimal:
        """Return how much more is there than a budget of everything leaves beside what bills and budgets keep."""
        if not self.limits:
            return NOTHING
        return max(NOTHING, self.free - (min(self.limits) - self.committed))

    @property
    def safe(self) -> Decimal:
        return self.free - self.over_limit


def beyond(tags: Iterable[Decimal], kept: Iterable[Kept]) -> Decimal:
    """Return what the largest budget of a tag keeps beyond all bills and other budgets.

    What carries a tag also lies in a category, and may carry another tag: with each of them it would count twice.
    """
    return max([NOTHING, max(tags, default=NOTHING) - total(kept)])


def until(left: Decimal, days: int, days_left: int) -> Decimal:
    """Return what of `left`, which has to last for `days_left` days, falls on the first `days` of them."""
    return max(NOTHING, left) * min(days, days_left) / days_left
