"""Which wallet a statement is proposed for: one that is there, or a new one by the name that the file says."""

import functools
import operator
from collections.abc import Mapping

from django.db.models import Q

from accounts.models import User
from expenses.imports import steps
from expenses.imports.models import KnownStatement, StatementImport, StatementLine
from expenses.names import name_key, tidy_name
from expenses.wallets.choices import default_wallet_id
from expenses.wallets.models import Wallet
from expenses.wallets.saving import save_wallet

FIRST = "Bank account"
LONGEST = 80
_CARD, _SAVINGS, _CASH = ("card", "kredit", "credit", "visa"), ("saving", "spar", "depot"), ("cash", "bargeld")


def account_name(account: str) -> str:
    """Return what the file calls its account where that is a name, not a number: "Checking", not an IBAN."""
    letters = sum(map(str.isalpha, account))
    digits = sum(map(str.isdecimal, account))
    return tidy_name(account)[:LONGEST] if letters > 2 and letters > digits else ""


def proposed_wallet(source: StatementImport, wallets: Mapping[int, Wallet], user: User) -> int | None:
    """Return the wallet of the account's name, else the only one in the file's currency, or the default.

    None is proposed for a file that calls its account what no wallet is called: that becomes a new one. An account that
    has a number is proposed no wallet of other statements, unless that has rows of this one.
    """
    fitting = [pk for pk, wallet in wallets.items() if not wallet.is_archived and steps.fits_currency(source, wallet)]
    named = [pk for pk in fitting if name_key(wallets[pk].name) == name_key(source.account)]
    if named:
        return named[0]
    if account_name(source.account):
        return None
    if source.account:
        others = set(KnownStatement.objects.for_user(user).values_list("wallet_id", flat=True))
        fitting = [pk for pk in fitting if pk not in others or _has_any_row(pk, source)]
    default = default_wallet_id(user)
    return fitting[0] if len(fitting) == 1 else default if default in fitting else None


def _has_any_row(wallet_id: int, source: StatementImport) -> bool:
    """Say whether a bank has told of any of the file's first rows in the wallet."""
    rows = [Q(date=row["date"], amount=row["amount"]) for row in source.remarks["sample"]]
    lines = StatementLine.objects.for_user(source.owner).filter(wallet_id=wallet_id)
    return bool(rows) and lines.filter(functools.reduce(operator.or_, rows)).exists()


def missing_wallets(source: StatementImport, wallets: Mapping[int, Wallet]) -> list[str]:
    """Return the names of other accounts of the person's own that the file names, and that no wallet is called by."""
    there = {name_key(wallet.name) for wallet in wallets.values()} | {name_key(source.account)}
    named = map(account_name, source.remarks.get("others", []))
    return list({name_key(name): name for name in named if name and name_key(name) not in there}.values())


def new_wallet(source: StatementImport, user: User, *, name: str = "", currency: str = "") -> Wallet:
    """Return a wallet for the account of a file, not saved; what is not said is as the file says."""
    name = name or account_name(source.account) or FIRST
    said = source.remarks["currencies"]
    only = said[0] if len(said) == 1 else user.home_currency
    return Wallet(owner=user, name=name, kind=_kind_of(name), currency=currency or only)


def _kind_of(name: str) -> str:
    words = name.casefold()
    for kind, signs in ((Wallet.Kind.CARD, _CARD), (Wallet.Kind.SAVINGS, _SAVINGS), (Wallet.Kind.CASH, _CASH)):
        if any(sign in words for sign in signs):
            return kind
    return Wallet.Kind.BANK


def make_wallets(wallets: list[Wallet], *, owner: User, actor: User) -> list[Wallet]:
    """Write new wallets, the first bank account of a person as their default; return them."""
    has_default = default_wallet_id(owner) is not None
    for wallet in wallets:
        wallet.is_default = not has_default and wallet.kind == Wallet.Kind.BANK
        has_default = has_default or wallet.is_default
        save_wallet(wallet, owner=owner, actor=actor)
    return wallets
