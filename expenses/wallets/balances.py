"""What is in the wallets of a person now, and together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.models import User
from expenses.exchange.rates import RateBook
from expenses.money import round_money
from expenses.names import sort_key
from expenses.wallets.flows import FLOWS, moved_in, sums_by_wallet
from expenses.wallets.models import Wallet


@dataclass(frozen=True)
class WalletBalance:
    """A wallet with its `balance` in its own currency, and `at_home`, its worth today; None where no rate is known."""

    wallet: Wallet
    balance: Decimal
    at_home: Decimal | None


@dataclass(frozen=True)
class NetWorth:
    """The sum of all wallets that have a rate, in `currency`; `without_rate` of them are left out."""

    amount: Decimal
    currency: str
    without_rate: int


def balances(user: User) -> list[WalletBalance]:
    """Return all wallets of a person, those in use first, by name, in two queries and those of the rates."""
    wallets = sorted(
        Wallet.objects.for_user(user).order_by(), key=lambda wallet: (wallet.is_archived, sort_key(wallet.name))
    )
    moved = sums_by_wallet((flow, flow.rows(user)) for flow in FLOWS) if wallets else {}
    book = RateBook(user)
    foreign = {wallet.currency for wallet in wallets} - {user.home_currency}
    if foreign:
        book.preload({*foreign, user.home_currency}, book.today, book.today)
    return [_balance(wallet, moved.get(wallet.pk, Decimal(0)), book) for wallet in wallets]


def _balance(wallet: Wallet, moved: Decimal, book: RateBook) -> WalletBalance:
    balance = round_money(wallet.opening_balance + moved, wallet.currency)
    worth = book.value(balance, wallet.currency, book.owner.home_currency, book.today)
    return WalletBalance(wallet, balance, worth)


def net_worth(rows: Sequence[WalletBalance], currency: str) -> NetWorth:
    """Return what the wallets in `rows` are worth together in `currency`, the owner's home currency."""
    known = [row.at_home for row in rows if row.at_home is not None]
    return NetWorth(round_money(sum(known, Decimal(0)), currency), currency, len(rows) - len(known))


def balance_of(user: User, wallet: Wallet) -> Decimal:
    """Return the balance of one wallet in its currency."""
    moved = moved_in(user, wallet.pk, [Q()] * len(FLOWS))
    return round_money(wallet.opening_balance + moved, wallet.currency)
