"""What a person's own records say of the next one: counted in one pass, forgotten after use. No database.

A record is looked at from the general to the particular: all records, those with the same words, those of the same
description, those that came from the same wallet, or cost about or exactly as much. At each step the shares of the
categories are drawn towards those of the step before, the more so the fewer records there are. What was decided lately
counts more: two corrections in a row outweigh any past.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from expenses.categorising.words import words_of

FADING = 0.6
"""What a choice is still worth when the next one for what looks alike is made."""

SLOW_FADING = 0.98
"""The same where much looks alike: a single word, or all records."""

DRAWN = 0.4
"""How many records the step before is worth."""

SURE = 0.65
"""A guess that is less sure leaves a record uncategorised."""

HEAVIEST = 1e100
"""Up to where a weight grows, far from where numbers end."""

Shares = dict[int, float]

Amounts = Collection[Decimal] | None
"""The amounts of what was called alike, None where nothing was."""

Look = Decimal | tuple[bool, int] | None
"""What of an amount matters to a guess: all of it where it was seen before, its sign and size, or nothing."""


class Example(NamedTuple):
    """A record of the past; the amount is as it was paid."""

    description: str
    amount: Decimal
    wallet_id: int | None
    category_id: int


@dataclass(frozen=True, slots=True)
class Guess:
    """A category, and how sure it is, from 0 to 1. `is_familiar` says that the same description was seen before."""

    category_id: int
    sureness: float
    is_familiar: bool


class Tally:
    """How often each category was chosen for what looks alike.

    What comes weighs more instead of all before it weighing less: `counts` and `total` are in units of `weight`.
    """

    __slots__ = ("counts", "total", "weight")

    def __init__(self) -> None:
        self.counts: Shares = {}
        self.total = 0.0
        self.weight = 1.0

    def add(self, category_id: int, fading: float) -> None:
        """Count one more; those before fade."""
        self.weight /= fading
        self.counts[category_id] = self.counts.get(category_id, 0.0) + self.weight
        self.total += self.weight
        if self.weight > HEAVIEST:
            self.counts = {category: count / self.weight for category, count in self.counts.items()}
            self.total, self.weight = self.total / self.weight, 1.0

    @property
    def whole(self) -> float:
        """Return the number of records, with those that the step before is worth, in units of `weight`."""
        return self.total + DRAWN * self.weight

    def drawn(self, towards: Shares) -> Shares:
        """Return the share of each category, drawn towards what is known from elsewhere."""
        whole, drawn = self.whole, DRAWN * self.weight
        return {
            category: (self.counts.get(category, 0.0) + drawn * share) / whole for category, share in towards.items()
        }


class Past:
    """What records of one kind, the oldest first, say of the next one."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self.words: defaultdict[str, Tally] = defaultdict(Tally)
        self.looks: defaultdict[Hashable, Tally] = defaultdict(Tally)
        self.everything = Tally()
        self._numbers: dict[tuple[str, ...], int] = {}
        self._number_of: dict[str, int] = {}
        self._amounts: defaultdict[int, set[Decimal]] = defaultdict(set)
        self._shares: dict[int, Shares] = {}
        self._guesses: dict[Hashable, Guess | None] = {}
        for example in examples:
            self._learn(example)

    def _learn(self, example: Example) -> None:
        self.everything.add(example.category_id, 1.0)
        for word in set(words_of(example.description)):
            self.words[word].add(example.category_id, SLOW_FADING)
        number = self._number(example.description)
        self._amounts[number].add(example.amount)
        general, exact = _looks(number, example.amount, example.wallet_id)
        for look in (*general, exact):
            self.looks[look].add(example.category_id, FADING)

    def _number(self, description: str) -> int:
        """Return the same number for descriptions of the same words: it is compared faster than they are."""
        number = self._number_of.get(description)
        if number is None:
            number = self._numbers.setdefault(words_of(description), len(self._numbers))
            self._number_of[description] = number
        return number

    def amounts_of(self, description: str) -> Amounts:
        """Return the amounts of what was called alike."""
        return self._amounts.get(self._number(description))

    def guess(self, description: str, amount: Decimal, wallet_id: int | None = None) -> Guess | None:
        """Return the likeliest category; None where nothing like it was seen."""
        number = self._number(description)
        # What looks alike is guessed once.
        key = number, wallet_id, look_of(amount, self._amounts.get(number))
        if key not in self._guesses:
            general, exact = _looks(number, amount, wallet_id)
            self._guesses[key] = self._guess(number, words_of(description), (*general, exact))
        return self._guesses[key]

    def _guess(self, number: int, words: tuple[str, ...], looks: tuple[Hashable, ...]) -> Guess | None:
        if number not in self._shares:
            known = [tally for tally in map(self.words.get, dict.fromkeys(words)) if tally]
            self._shares[number] = self._by_words(known) if known else {}
        base = self._shares[number]
        return _best(base, [tally for tally in map(self.looks.get, looks) if tally]) if base else None

    def _by_words(self, known: list[Tally]) -> Shares:
        """Return what the words say together: each moves the shares of all records as far as it differs from them."""
        total = self.everything.total
        base = {category: count / total for category, count in self.everything.counts.items()}
        weights = dict.fromkeys(base, 0.0)
        for tally in known:
            said = tally.drawn(base)
            for category, share in base.items():
                weights[category] += math.log(said[category] / share)
        scores = {
            category: math.log(share) + weights[category] / _spread(len(known)) for category, share in base.items()
        }
        top = max(scores.values())
        grown = {category: math.exp(score - top) for category, score in scores.items()}
        whole = sum(grown.values())
        return dict(sorted(((category, value / whole) for category, value in grown.items()), key=_likeliest_first))


def _best(base: Shares, alike: list[Tally]) -> Guess:
    """Return the likeliest category when the shares of `base` are drawn through each tally in turn.

    Only categories that a tally has gain; all others shrink alike, so that the likeliest of `base` stands for them.
    """
    gained: Shares = {}
    left = 1.0
    for tally in alike:
        whole = tally.whole
        kept = DRAWN * tally.weight / whole
        gained = {category: gain * kept for category, gain in gained.items()}
        for category, count in tally.counts.items():
            gained[category] = gained.get(category, 0.0) + count / whole
        left *= kept
    gained.setdefault(next(iter(base)), 0.0)
    shares = ((category, gain + left * base[category]) for category, gain in gained.items())
    category, share = min(shares, key=_likeliest_first)
    return Guess(category, min(share, 1.0), bool(alike))


def _likeliest_first(item: tuple[int, float]) -> tuple[float, int]:
    """Return what puts the largest share first, and of equal ones the category that there was first."""
    category, share = item
    return -share, category


def _spread(count: int) -> float:
    """Return by what the evidence of so many words is divided: they mostly say the same twice."""
    return math.sqrt(count)


def _looks(number: int, amount: Decimal, wallet_id: int | None) -> tuple[tuple[Hashable, ...], tuple[Hashable, ...]]:
    """Return what a record looks like, from the general to the particular, and what only one of this amount does.

    `number` is that of its words.
    """
    sign = amount > 0
    size, exact = (number, sign, _size(amount)), (number, "amount", amount)
    if wallet_id is None:
        return ((number, sign), size), exact
    return ((number, sign), (number, sign, "wallet", wallet_id), size), exact


def look_of(amount: Decimal, seen: Amounts) -> Look:
    """Return what of an amount matters to a guess, where `seen` are the amounts of what is called alike."""
    if seen is None:
        return None
    return amount if amount in seen else (amount > 0, _size(amount))


def _size(amount: Decimal) -> int:
    """Return how large an amount is: the same number for what is about as much."""
    return int(2 * math.log2(abs(amount) + 1))
