"""The log in words: what was done, and what became of each record, from what to what."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from expenses.activity.listing import LATEST_FIRST, PAGE_ROWS
from expenses.activity.log import Snapshot
from expenses.activity.models import Activity, Change
from expenses.activity.undo import model_of
from expenses.categories.tree import CategoryTree
from expenses.models import Tag, Wallet
from expenses.money import format_money
from expenses.paging import page_after

LABELS = {
    "category_id": "Category",
    "wallet_id": "Wallet",
    "from_wallet_id": "From",
    "to_wallet_id": "To",
    "parent_id": "Parent",
    "refund_of_id": "Refund of",
    "tag": "Tag",
    "tags": "Tags",
    "portions": "Parts",
    "query": "Search",
    "deleted": "Deleted",
}
UNSAID = frozenset(
    {"home_amount", "counted_on", "counted_as", "is_sample", "deleted_in_id", "imported_in_id", "budget_id", "goal_id"}
)
"""What follows from other fields, and says nothing more to a person."""


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeRow:
    """What became of one record. `url` is "" where it has no page any more."""

    name: str
    url: str
    differences: list[Difference]
    change: Change


def changes_page(user: User, activity: Activity, after: str) -> tuple[list[ChangeRow], str]:
    """Return what an activity did to each record, and the address of the next page; raise KeyInvalid."""
    rows = Change.objects.for_user(user).filter(activity=activity)
    page = page_after(rows, LATEST_FIRST, after, size=PAGE_ROWS)
    base = reverse("expenses:activity-detail", args=[activity.pk], query={"after": page.next_key or ""})
    return Words(user).rows(page.rows), base if page.next_key else ""


def history_of(user: User, kind: str, pk: int, *, tree: CategoryTree | None = None, most: int = 20) -> list[ChangeRow]:
    """Return who changed a record, when, from what to what, the latest first, in a bounded number of queries.

    `tree` spares reading the categories again.
    """
    rows = Change.objects.for_user(user).filter(record_kind=kind, record_id=pk)
    return Words(user, tree).rows(list(rows.select_related("activity__actor").order_by("-pk")[:most]))


def record_names(user: User, changes: Sequence[Change]) -> list[tuple[str, str]]:
    """Return (name, address) of the records that `changes` met."""
    words = Words(user)
    words.load_names(changes)
    return [(words.name_of(change), words.url_of(change)) for change in changes]


class Words:
    """Writes changes for one person: categories, wallets and tags by name, amounts and days as they write them."""

    def __init__(self, user: User, tree: CategoryTree | None = None) -> None:
        self.user, self.tree = user, tree
        self.records: dict[tuple[str, int], Any] = {}

    def rows(self, changes: Sequence[Change]) -> list[ChangeRow]:
        if not changes:
            return []
        self.load_names(changes)
        self.categories = self.tree or CategoryTree.of(self.user, None)
        self.wallets = {wallet.pk: wallet for wallet in Wallet.objects.for_user(self.user)}
        self.tags = dict(Tag.objects.for_user(self.user).values_list("pk", "name"))
        return [ChangeRow(self.name_of(one), self.url_of(one), self.differences(one), one) for one in changes]

    def load_names(self, changes: Sequence[Change]) -> None:
        """Read what the records are called, in one query a kind."""
        for kind in {change.record_kind for change in changes}:
            ids = {change.record_id for change in changes if change.record_kind == kind}
            rows = model_of(kind)._base_manager.filter(owner_id=self.user.pk, pk__in=ids)
            self.records |= {(kind, row.pk): row for row in rows}

    def name_of(self, change: Change) -> str:
        said = {**(change.after or {}), **(change.before or {})}
        gone = said.get("description") or said.get("name") or change.record_kind.capitalize()
        record = self.records.get((change.record_kind, change.record_id))
        return str(gone if record is None else record)

    def url_of(self, change: Change) -> str:
        if (change.record_kind, change.record_id) not in self.records:
            return ""
        for page in ("detail", "update"):
            try:
                return reverse(f"expenses:{change.record_kind}-{page}", args=[change.record_id])
            except NoReverseMatch:
                continue
        return ""

    def differences(self, change: Change) -> list[Difference]:
        before, after = change.before or {}, change.after or {}
        names = [name for name in {**before, **after} if name not in UNSAID and before.get(name) != after.get(name)]
        texts = ((name, self.side(change, name, before), self.side(change, name, after)) for name in sorted(names))
        return [Difference(label_of(name), was, became) for name, was, became in texts if was != became]

    def side(self, change: Change, name: str, side: Snapshot) -> str:
        return self.value(name, side.get(name), side.get("currency") or self.currency_of(change, name))

    def currency_of(self, change: Change, name: str) -> str:
        """Return the currency of an amount of the record as it is now; "" where that is gone."""
        record = self.records.get((change.record_kind, change.record_id))
        wallet_name = {"from_amount": "from_wallet_id", "to_amount": "to_wallet_id", "wallet_amount": "wallet_id"}
        if name in wallet_name:
            wallet = self.wallets.get(getattr(record, wallet_name[name], None) or 0)
            return wallet.currency if wallet else ""
        return getattr(record, "currency", "")

    def value(self, name: str, value: Any, currency: str) -> str:
        """Return a value of the log as the person would write it, "" for none."""
        if value is None or value == "" or value == []:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name in ("category_id", "parent_id"):
            return self.categories.path(value) if value in self.categories.by_id else "a category that is gone"
        if name.endswith("wallet_id"):
            return self.wallets[value].name if value in self.wallets else "a wallet that is gone"
        if name in ("tag", "tag_id", "tags"):
            return ", ".join(self.tags.get(pk, "a tag that is gone") for pk in as_list(value))
        if name == "portions":
            return ", ".join(self.amount(part["amount"], currency) for part in value)
        return self.amount(value, currency) if name.endswith(("amount", "balance")) else self.text(name, value)

    def amount(self, value: str, currency: str) -> str:
        return format_money(Decimal(value), currency, self.user.locale) if currency else value

    def text(self, name: str, value: Any) -> str:
        if name == "date" or name.endswith("_from"):
            return str(datetime.date.fromisoformat(value))
        return str(value)


def as_list(value: Any) -> Iterable[int]:
    return value if isinstance(value, list) else [value]


def label_of(name: str) -> str:
    return LABELS.get(name) or name.removesuffix("_id").removeprefix("is_").replace("_", " ").capitalize()
