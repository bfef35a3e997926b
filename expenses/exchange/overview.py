"""The currencies in a ledger: what one of each is worth at home today, who says so, and how that has changed."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from babel.numbers import get_currency_name
from django.db.models import Count

from accounts.models import User
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.exchange.rates import Rate, RateBook
from expenses.models import Wallet
from expenses.record_kinds import KINDS, RecordKind

AGO = (("A month ago", 30), ("A year ago", 365))
"""With what today's rate is compared, and how many days that was before."""


@dataclass(frozen=True)
class Earlier:
    """What one of a currency was worth on an earlier day, and by how many thousandths it has risen since."""

    label: str
    rate: Rate
    risen_per_mille: int


@dataclass(frozen=True)
class CurrencyRow:
    """One currency of the ledger. `rate` is today's, in the home currency; `unrated` records are left out of sums."""

    code: str
    name: str
    is_home: bool
    own: OwnCurrency | None
    rate: Rate | None
    records: int
    unrated_by_kind: list[tuple[RecordKind, int]] = field(default_factory=list)
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def unrated(self) -> int:
        return sum(count for _kind, count in self.unrated_by_kind)


def currency_rows(user: User, *, today: datetime.date) -> list[CurrencyRow]:
    """Return the currencies that the person has records, wallets or rates in, the home currency first."""
    uses = _uses(user)
    own = {row.code: row for row in OwnCurrency.objects.for_user(user)}
    codes = {*uses, *own, *_other_codes(user)} - {user.home_currency}
    book = RateBook(user, today=today)
    book.preload([*codes, user.home_currency], today - datetime.timedelta(days=AGO[-1][1]), today)
    by_use = sorted(codes, key=lambda code: (-uses[code].records, code))
    return [_row(code, user, uses[code], own.get(code), book) for code in (user.home_currency, *by_use)]


@dataclass
class _Use:
    """How many records there are in a currency, and how many of each kind are without a worth at home."""

    records: int = 0
    unrated: list[tuple[RecordKind, int]] = field(default_factory=list)


def _uses(user: User) -> defaultdict[str, _Use]:
    uses: defaultdict[str, _Use] = defaultdict(_Use)
    for kind in KINDS:
        rows = kind.model.objects.for_user(user).order_by().values_list("currency")
        for code, count, valued in rows.annotate(count=Count("date"), valued=Count("home_amount")):
            uses[code].records += count
            if count > valued:
                uses[code].unrated.append((kind, count - valued))
    return uses


def _other_codes(user: User) -> Iterator[str]:
    yield from Wallet.objects.for_user(user).order_by().values_list("currency", flat=True).distinct()
    for pair in OwnRate.objects.for_user(user).order_by().values_list("currency", "other").distinct():
        yield from pair


def _row(code: str, user: User, use: _Use, own: OwnCurrency | None, book: RateBook) -> CurrencyRow:
    is_home = code == user.home_currency
    rate = None if is_home else book.rate(code, user.home_currency, book.today)
    earlier = [] if rate is None else list(_earlier(code, user.home_currency, rate, book))
    name = own.name if own else get_currency_name(code, locale=user.locale)
    return CurrencyRow(code, name, is_home, own, rate, use.records, use.unrated, earlier)


def _earlier(code: str, home: str, now: Rate, book: RateBook) -> Iterator[Earlier]:
    for label, days in AGO:
        rate = book.rate(code, home, book.today - datetime.timedelta(days=days))
        if rate is not None and rate.date < now.date:
            risen = (now.value - rate.value) * 1000 / rate.value
            yield Earlier(label, rate, int(risen.quantize(Decimal(1))))
