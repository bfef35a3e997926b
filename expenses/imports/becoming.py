"""What the rows of a page become, in words: a transfer with which wallet, a refund of what, paid in which currency."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.imports.models import StatementEntry
from expenses.models import Expense
from expenses.money import format_money
from expenses.wallets.choices import wallets_of

Kind, Outcome = StatementEntry.Kind, StatementEntry.Outcome


@dataclass(frozen=True)
class Meant:
    """`badge` says what a row becomes where that is not what its sign says; `details` are sentences beside."""

    badge: str = ""
    details: tuple[str, ...] = ()


class Becoming:
    """Tells what rows become, in three queries for all of them."""

    def __init__(self, entries: Sequence[StatementEntry], currency: str, tree: CategoryTree, user: User) -> None:
        self.currency, self.tree, self.user = currency, tree, user
        is_any_moved = any(entry.kind == Kind.TRANSFER for entry in entries)
        self.wallets = wallets_of(user) if is_any_moved else {}
        ids = {entry.refund_of_id for entry in entries if entry.refund_of_id}
        self.bought = {row.pk: row for row in Expense.objects.for_user(user).filter(pk__in=ids)} if ids else {}
        self.rows = _rows_given_back(entries, user)

    def all(self, entries: Sequence[StatementEntry], resembled: Mapping[tuple[str, int], Any]) -> dict[int, Meant]:
        """Return by id what is said of rows; `resembled` are records of the ledger by kind and id."""
        return {
            entry.pk: Meant(self._badge(entry), tuple(filter(None, self._details(entry, resembled))))
            for entry in entries
        }

    def _badge(self, entry: StatementEntry) -> str:
        came = (entry.amount or 0) > 0
        if entry.kind == Kind.EXPENSE:
            return "Refund" if came else ""
        if entry.kind != Kind.TRANSFER:
            return ""
        other = self.wallets.get(entry.other_wallet_id or 0)
        return f"Transfer {'from' if came else 'to'} {other.name}" if other else "Transfer"

    def _details(self, entry: StatementEntry, resembled: Mapping[tuple[str, int], Any]) -> Iterator[str]:
        if entry.original_amount is not None:
            yield f"{self._money(abs(entry.original_amount), entry.original_currency)} in the other currency."
        if entry.kind == Kind.TRANSFER and entry.outcome == Outcome.NEW:
            yield self._half(resembled.get((entry.resembles_kind, entry.resembles_id or 0)))
        if entry.kind == Kind.EXPENSE and (entry.amount or 0) > 0:
            yield self._given_back(entry)
        if entry.parts:
            yield "Split: " + ", ".join(self._part(entry, *part) for part in entry.parts) + "."
        if entry.tag_names:
            yield "New tags " + ", ".join(f"#{name}" for name in entry.tag_names) + "."
        yield entry.remark

    def _half(self, half: Any | None) -> str:
        """Say what of the ledger the transfer takes the place of."""
        if half is None:
            return ""
        kind = half._meta.verbose_name
        return f"Takes the place of the {kind} “{half.description}” of {self._day(half.date)}."

    def _given_back(self, entry: StatementEntry) -> str:
        bought: Expense | StatementEntry | None = self.bought.get(entry.refund_of_id or 0)
        if bought is None and entry.refund_of_position is not None:
            bought = self.rows.get(entry.refund_of_position)
        return f"Gives back “{bought.description}” of {self._day(bought.date)}." if bought else ""

    def _part(self, entry: StatementEntry, category_id: int | None, path: str, amount: str, note: str) -> str:
        known = self.tree.by_id.get(category_id or 0)
        currency = entry.original_currency if entry.is_converted else self.currency
        name = known.path if known else path.replace(":", ": ") or note or "no category"
        return f"{name} {self._money(abs(Decimal(amount)), currency)}"

    def _money(self, amount: Decimal, currency: str) -> str:
        return format_money(amount, currency, self.user.locale)

    def _day(self, day: Any) -> str:
        return str(format_date(day, "medium", locale=self.user.locale))


def _rows_given_back(entries: Sequence[StatementEntry], user: User) -> dict[int, StatementEntry]:
    """Return by place the rows of the same statement that others give back."""
    places = [entry.refund_of_position for entry in entries if entry.refund_of_position is not None]
    if not places:
        return {}
    rows = StatementEntry.objects.filter(owner_id=user.pk, source_id=entries[0].source_id, position__in=places)
    return {row.position: row for row in rows}
