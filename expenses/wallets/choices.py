"""A wallet chosen in a form, and what a record takes from it in the wallet's own currency."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.models import User
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_in
from expenses.money import round_money
from expenses.names import sort_key
from expenses.wallets.models import Wallet

GONE = "This wallet is not there any more. Choose another one."
AMOUNT_UNKNOWN = "No rate from {paid} to {wallet} is known. Enter what was taken from the wallet, in {wallet}."


def wallets_of(user: User) -> dict[int, Wallet]:
    """Return all wallets of a person by id, in the order of their names."""
    rows = sorted(Wallet.objects.for_user(user).order_by(), key=lambda wallet: (sort_key(wallet.name), wallet.pk))
    return {wallet.pk: wallet for wallet in rows}


class WalletField(forms.TypedChoiceField):
    """One of a person's wallets, by id; `offer` says whose. Cleans to the id or None."""

    default_error_messages = {"invalid_choice": GONE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, wallets: dict[int, Wallet], *, keep: int | None = None, empty_label: str = "No wallet") -> None:
        """Offer the wallets in use, and `keep`, which the record has already."""
        in_use = [wallet for wallet in wallets.values() if not wallet.is_archived or wallet.pk == keep]
        choices = [(wallet.pk, f"{wallet.name} ({wallet.currency})") for wallet in in_use]
        self.choices = normalize_choices([("", empty_label), *choices])


def amount_in_wallet(
    amount: Decimal,
    currency: str,
    wallet: Wallet | None,
    said: Decimal | None,
    *,
    owner: User,
    day: datetime.date | None,
    book: RateBook | None = None,
) -> Decimal | None:
    """Return what a record of `amount` moves in `wallet`, in its currency; None without a wallet.

    `said` is what the person typed of it; without it the rate of `day` decides. Raises ValidationError, keyed by field,
    where neither is known, or where the two have different signs.
    """
    if wallet is None:
        return None
    if currency == wallet.currency:
        return amount
    if said is not None:
        if said * amount <= 0:
            raise ValidationError({"wallet_amount": "Give it the sign of the amount."})
        return said
    worth = value_in(amount, currency, wallet.currency, owner, day, book=book) if day else None
    if worth is None or not round_money(worth, wallet.currency):
        raise ValidationError({"wallet_amount": AMOUNT_UNKNOWN.format(paid=currency, wallet=wallet.currency)})
    return round_money(worth, wallet.currency)


def find_wallet(wallet_id: int | None, owner: User) -> Wallet | None:
    """Return the wallet of `owner`; raise ValidationError, keyed by field, where it is not there any more."""
    if wallet_id is None:
        return None
    wallet = Wallet.objects.for_user(owner).filter(pk=wallet_id).first()
    if wallet is None:
        raise ValidationError({"wallet": GONE})
    return wallet


def default_wallet_id(user: User) -> int | None:
    """Return the wallet that is proposed to a person who has chosen none yet."""
    return Wallet.objects.for_user(user).filter(is_default=True).values_list("pk", flat=True).first()
