"""The currencies in a ledger: what one of each is worth at home today, who says so, and how that has changed."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from babel.numbers import get_currency_name
from django.db.models import Count

from accounts.models import User
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.exchange.rates import Rate, RateBook
from expenses.exchange.revaluation import VALUED
from expenses.models import Wallet

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
    unrated: int
    earlier: list[Earlier] = field(default_factory=list)


def currency_rows(user: User, *, today: datetime.date) -> list[CurrencyRow]:
    """Return the currencies that the person has records, wallets or rates in, the home currency first."""
    counts = _counts(user)
    own = {row.code: row for row in OwnCurrency.objects.for_user(user)}
    codes = {*counts, *own, *_other_codes(user)} - {user.home_currency}
    book = RateBook(user, today=today)
    book.preload([*codes, user.home_currency], today - datetime.timedelta(days=AGO[-1][1]), today)
    by_use = sorted(codes, key=lambda code: (-counts.get(code, (0, 0))[0], code))
    return [_row(code, user, counts.get(code, (0, 0)), own.get(code), book) for code in (user.home_currency, *by_use)]


def _counts(user: User) -> dict[str, tuple[int, int]]:
    """Return (records, those without a worth at home) by currency."""
    counts: dict[str, tuple[int, int]] = {}
    for model in VALUED.values():
        rows = model.objects.for_user(user).order_by().values_list("currency")
        for code, count, valued in rows.annotate(count=Count("date"), valued=Count("home_amount")):
            records, unrated = counts.get(code, (0, 0))
            counts[code] = records + count, unrated + count - valued
    return counts


def _other_codes(user: User) -> Iterator[str]:
    yield from Wallet.objects.for_user(user).order_by().values_list("currency", flat=True).distinct()
    for pair in OwnRate.objects.for_user(user).order_by().values_list("currency", "other").distinct():
        yield from pair


def _row(code: str, user: User, counts: tuple[int, int], own: OwnCurrency | None, book: RateBook) -> CurrencyRow:
    is_home = code == user.home_currency
    rate = None if is_home else book.rate(code, user.home_currency, book.today)
    earlier = [] if rate is None else list(_earlier(code, user.home_currency, rate, book))
    name = own.name if own else get_currency_name(code, locale=user.locale)
    return CurrencyRow(code, name, is_home, own, rate, *counts, earlier)


def _earlier(code: str, home: str, now: Rate, book: RateBook) -> Iterator[Earlier]:
    for label, days in AGO:
        rate = book.rate(code, home, book.today - datetime.timedelta(days=days))
        if rate is not None and rate.date < now.date:
            risen = (now.value - rate.value) * 1000 / rate.value
            yield Earlier(label, rate, int(risen.quantize(Decimal(1))))
