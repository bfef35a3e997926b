"""The entries of a wallet in words, ready for its page."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from expenses.categories.tree import CategoryTree
from expenses.listing import badge
from expenses.money import format_money
from expenses.wallets.models import Wallet
from expenses.wallets.statement import Entry

PAGES = {
    "expense": "expense-detail",
    "income": "income-detail",
    "transfer-out": "transfer-detail",
    "transfer-in": "transfer-detail",
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in words; `url` is "" where it has no page; `paid` is what was paid, where in another currency."""

    url: str
    icon: SafeString
    description: str
    place: str
    amount: str
    paid: str
    balance: str
    is_cleared: bool


def write_days(
    days: Iterable[tuple[datetime.date, list[Entry]]],
    wallet: Wallet,
    wallets: Mapping[int, Wallet],
    tree: CategoryTree,
    locale: str,
) -> list[tuple[datetime.date, list[EntryRow]]]:
    return [(day, [_write(entry, wallet, wallets, tree, locale) for entry in entries]) for day, entries in days]


def _write(entry: Entry, wallet: Wallet, wallets: Mapping[int, Wallet], tree: CategoryTree, locale: str) -> EntryRow:
    is_foreign = entry.currency != wallet.currency
    return EntryRow(
        url=reverse(f"expenses:{PAGES[entry.kind]}", args=[entry.place.pk]) if entry.kind in PAGES else "",
        icon=_icon(entry, tree),
        description=entry.description or "Transfer",
        place=_place(entry, wallets, tree),
        amount=format_money(entry.amount, wallet.currency, locale),
        paid=format_money(entry.paid, entry.currency, locale) if is_foreign else "",
        balance=format_money(entry.balance, wallet.currency, locale),
        is_cleared=entry.is_cleared,
    )


def _icon(entry: Entry, tree: CategoryTree) -> SafeString:
    if entry.other_wallet_id:
        return badge("arrow-left-right", "")
    node = tree.by_id.get(entry.category_id or 0)
    return badge(node.category.icon, node.category.color) if node else badge("question-circle", "")


def _place(entry: Entry, wallets: Mapping[int, Wallet], tree: CategoryTree) -> str:
    if entry.other_wallet_id:
        other = wallets[entry.other_wallet_id].name
        return f"to {other}" if entry.kind == "transfer-out" else f"from {other}"
    return tree.path(entry.category_id) if entry.category_id in tree.by_id else ""
