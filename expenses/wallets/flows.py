"""What moves the balance of a wallet: expenses and transfers out lower it, income and transfers in raise it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet, Sum

from accounts.models import User
from expenses.models import Expense, Income, Transfer
from expenses.querysets import RecordQuerySet
from expenses.totals import STORED_STEP

SIGNED = DecimalField(max_digits=19, decimal_places=4)


@dataclass(frozen=True)
class Flow:
    """One kind of record that a wallet sees. `sign` is +1 where its `amount` raises the balance, else -1."""

    kind: str
    model: type[Expense | Income | Transfer]
    wallet: str
    amount: str
    sign: int
    cleared: str

    def rows(self, user: User) -> RecordQuerySet:
        """Return the person's live records of this kind that belong to any wallet."""
        live: RecordQuerySet = self.model.objects.for_user(user)
        return live.filter(**{f"{self.wallet}__isnull": False}).order_by()

    def of(self, user: User, wallet_id: int) -> RecordQuerySet:
        return self.rows(user).filter(**{self.wallet: wallet_id})

    @property
    def moved(self) -> Any:
        """Return the expression of what a record adds to the balance, in the currency of the wallet."""
        return F(self.amount) * self.sign if self.sign < 0 else F(self.amount)


FLOWS = (
    Flow("expense", Expense, "wallet", "wallet_amount", -1, "is_cleared"),
    Flow("income", Income, "wallet", "wallet_amount", +1, "is_cleared"),
    Flow("transfer-out", Transfer, "from_wallet", "from_amount", -1, "is_cleared_out"),
    Flow("transfer-in", Transfer, "to_wallet", "to_amount", +1, "is_cleared_in"),
)
"""In the order in which they stand on a day of a wallet's page, the last one first."""


def sums_by_wallet(sources: Iterable[tuple[Flow, RecordQuerySet]]) -> dict[int, Decimal]:
    """Return what the records of `sources` add to each wallet, by its id, in one query."""
    parts: list[QuerySet[Any, Any]] = [
        rows.values_list(flow.wallet).annotate(moved=Sum(flow.moved, output_field=SIGNED)) for flow, rows in sources
    ]
    sums: dict[int, Decimal] = {}
    for wallet_id, moved in parts[0].union(*parts[1:], all=True):
        sums[wallet_id] = sums.get(wallet_id, Decimal(0)) + Decimal(moved).quantize(STORED_STEP)
    return sums


def moved_in(user: User, wallet_id: int, conditions: Iterable[Q]) -> Decimal:
    """Return what the records of a wallet that meet the condition of their flow, in the order of FLOWS, add to it."""
    sources = [
        (flow, flow.of(user, wallet_id).filter(condition)) for flow, condition in zip(FLOWS, conditions, strict=True)
    ]
    return sums_by_wallet(sources).get(wallet_id, Decimal(0))
