"""The page of a wallet: all that came and went, the newest first, each with the balance after it."""

import datetime
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, Value

from accounts.models import User
from expenses.money import round_money
from expenses.paging import SEPARATOR, KeyInvalid, read_date, read_whole_number
from expenses.wallets.flows import FLOWS, Flow, moved_in
from expenses.wallets.models import Wallet

PAGE_ROWS = 50
NOTHING = Value(None, output_field=BigIntegerField())


@dataclass(frozen=True, order=True)
class Place:
    """Where a record stands in a wallet: later days after earlier ones, then by kind and by id."""

    date: datetime.date
    rank: int
    pk: int

    def __str__(self) -> str:
        return SEPARATOR.join([self.date.isoformat(), str(self.rank), str(self.pk)])

    @classmethod
    def read(cls, key: str) -> "Place":
        """Return the place that an address holds; raise KeyInvalid where it is none."""
        try:
            date, rank, pk = key.split(SEPARATOR)
            return cls(read_date(date), read_whole_number(rank), read_whole_number(pk))
        except ValueError as error:
            raise KeyInvalid from error

    def before(self, rank: int) -> Q:
        """Return the condition that a record of the flow of `rank` stands before this place."""
        if rank == self.rank:
            return Q(date__lte=self.date) & (Q(date__lt=self.date) | Q(pk__lt=self.pk))
        return Q(date__lte=self.date) if rank < self.rank else Q(date__lt=self.date)


@dataclass(frozen=True)
class Entry:
    """One record as the wallet sees it. `amount` is signed, `balance` is what it left; both in the wallet's currency.

    `paid` and `currency` are what was paid where that was another currency; `other_wallet_id` is that of a transfer.
    """

    kind: str
    place: Place
    amount: Decimal
    balance: Decimal
    description: str
    category_id: int | None
    other_wallet_id: int | None
    paid: Decimal
    currency: str
    is_cleared: bool


@dataclass(frozen=True)
class StatementPage:
    """Entries by day; `next_key` leads to those before them and is None at the start of the wallet."""

    days: list[tuple[datetime.date, list[Entry]]]
    next_key: str | None


def statement_page(user: User, wallet: Wallet, *, after: str = "") -> StatementPage:
    """Return the page after the key `after`, newest first, in five queries; raise KeyInvalid for a wrong key."""
    conditions = _conditions(after)
    rows = list(islice(_newest(user, wallet, conditions), PAGE_ROWS + 1))
    moved = moved_in(user, wallet.pk, conditions)
    entries = list(_with_balances(rows[:PAGE_ROWS], wallet, wallet.opening_balance + moved))
    days = [(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.place.date)]
    return StatementPage(days, str(entries[-1].place) if len(rows) > PAGE_ROWS else None)


def _conditions(after: str) -> list[Q]:
    if not after:
        return [Q()] * len(FLOWS)
    place = Place.read(after)
    return [place.before(rank) for rank in range(len(FLOWS))]


def _newest(user: User, wallet: Wallet, conditions: list[Q]) -> Iterator[tuple[Place, Flow, tuple[Any, ...]]]:
    """Yield the records of all flows that meet their condition, newest first."""
    sources = [
        [
            (Place(date, rank, pk), flow, rest)
            for date, pk, *rest in _columns(flow, user, wallet).filter(conditions[rank])[: PAGE_ROWS + 1]
        ]
        for rank, flow in enumerate(FLOWS)
    ]
    return heapq.merge(*sources, key=lambda row: row[0], reverse=True)


def _columns(flow: Flow, user: User, wallet: Wallet) -> Any:
    # The order of the index, `deleted_in` included, or PostgreSQL would sort the whole wallet.
    rows = flow.of(user, wallet.pk).order_by("-deleted_in_id", "-date", "-pk")
    if flow.wallet == "wallet":
        details: tuple[Any, ...] = ("description", "category_id", NOTHING, "amount", "currency")
    else:
        other = F("to_wallet_id") if flow.sign < 0 else F("from_wallet_id")
        details = ("description", NOTHING, other, flow.amount, Value(wallet.currency, output_field=CharField()))
    return rows.values_list("date", "pk", flow.amount, flow.cleared, *details)


def _with_balances(rows: list[Any], wallet: Wallet, balance: Decimal) -> Iterator[Entry]:
    """Yield entries, counting back from `balance`, which the first of `rows` left."""
    for place, flow, (amount, is_cleared, description, category_id, other_wallet_id, paid, currency) in rows:
        signed = amount * flow.sign
        shown = round_money(balance, wallet.currency)
        yield Entry(
            flow.kind, place, signed, shown, description, category_id, other_wallet_id, paid, currency, is_cleared
        )
        balance -= signed
