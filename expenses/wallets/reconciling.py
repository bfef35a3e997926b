"""A wallet compared with a statement: records are ticked until what is ticked adds up to the statement's balance."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.models import Expense, Income
from expenses.money import round_money
from expenses.wallets.flows import FLOWS, Flow, moved_in
from expenses.wallets.models import Reconciliation, Wallet

MOST_ROWS = 300
CORRECTION = "Balance correction"


@dataclass(frozen=True)
class TickRow:
    """A record that may stand on the statement. `amount` is signed, in the wallet's currency."""

    kind: str
    pk: int
    date: datetime.date
    amount: Decimal
    description: str
    is_cleared: bool


@dataclass(frozen=True)
class Standing:
    """How far a comparison is: what is ticked adds up to `cleared`; `difference` is what the statement has more."""

    closing: Decimal
    cleared: Decimal
    waiting: int

    @property
    def difference(self) -> Decimal:
        return self.closing - self.cleared


def open_reconciliation(user: User, wallet: Wallet) -> Reconciliation | None:
    return Reconciliation.objects.for_user(user).filter(wallet=wallet, finished_at__isnull=True).first()


def start(user: User, wallet: Wallet, ends_on: datetime.date, closing_balance: Decimal) -> Reconciliation:
    """Begin to compare, or say anew what the statement of an open comparison says."""
    with transaction.atomic():
        lock_ledger(user)
        current = open_reconciliation(user, wallet) or Reconciliation(owner=user, wallet=wallet)
        current.ends_on, current.closing_balance = ends_on, closing_balance
        current.save()
        return current


def standing(user: User, wallet: Wallet, current: Reconciliation) -> Standing:
    """Return how far the comparison is, summed by the database."""
    cleared = moved_in(user, wallet.pk, [Q(**{flow.cleared: True}) for flow in FLOWS])
    waiting = sum(_waiting(flow, user, wallet, current).count() for flow in FLOWS)
    balance = round_money(wallet.opening_balance + cleared, wallet.currency)
    return Standing(round_money(current.closing_balance, wallet.currency), balance, waiting)


def rows_to_tick(user: User, wallet: Wallet, current: Reconciliation) -> list[TickRow]:
    """Return the oldest MOST_ROWS records to compare: those since the last statement, and older ones not ticked yet."""
    last = finished(user, wallet).aggregate(day=Max("ends_on"))["day"] or datetime.date.min
    rows = [row for flow in FLOWS for row in _rows(flow, user, wallet, current, last)]
    return sorted(rows, key=lambda row: (row.date, row.kind, row.pk))[:MOST_ROWS]


def _rows(flow: Flow, user: User, wallet: Wallet, current: Reconciliation, last: datetime.date) -> list[TickRow]:
    fresh = Q(date__gt=last) | Q(**{flow.cleared: False})
    found = flow.of(user, wallet.pk).filter(fresh, date__lte=current.ends_on).order_by("date", "pk")
    values = found.values_list("pk", "date", flow.amount, "description", flow.cleared)[:MOST_ROWS]
    return [
        TickRow(flow.kind, pk, date, amount * flow.sign, description, is_cleared)
        for pk, date, amount, description, is_cleared in values
    ]


def _waiting(flow: Flow, user: User, wallet: Wallet, current: Reconciliation) -> Any:
    return flow.of(user, wallet.pk).filter(**{flow.cleared: False}, date__lte=current.ends_on)


def tick(user: User, wallet: Wallet, kind: str, pk: int, *, is_cleared: bool) -> bool:
    """Tick a record of the wallet, or take its tick off; return whether there is such a record."""
    flow = next((flow for flow in FLOWS if flow.kind == kind), None)
    return flow is not None and bool(flow.of(user, wallet.pk).filter(pk=pk).update(**{flow.cleared: is_cleared}))


def tick_all(user: User, wallet: Wallet, current: Reconciliation) -> int:
    """Tick every record up to the last day of the statement; return how many were not ticked before."""
    with transaction.atomic():
        return sum(_waiting(flow, user, wallet, current).update(**{flow.cleared: True}) for flow in FLOWS)


def finish(user: User, wallet: Wallet) -> bool:
    """Close the open comparison where nothing is missing; return whether it was closed."""
    with transaction.atomic():
        lock_ledger(user)
        current = open_reconciliation(user, wallet)
        if current is None or standing(user, wallet, current).difference:
            return False
        current.finished_at = timezone.now()
        current.save(update_fields=["finished_at"])
        return True


def reopen(user: User, wallet: Wallet) -> bool:
    """Open the last finished comparison again, unless another one is open; return whether that was done."""
    with transaction.atomic():
        lock_ledger(user)
        last = finished(user, wallet).order_by("-ends_on", "-pk").first()
        if last is None or open_reconciliation(user, wallet):
            return False
        last.finished_at = None
        last.save(update_fields=["finished_at"])
        return True


def give_up(user: User, wallet: Wallet) -> None:
    """Forget the open comparison. What was ticked stays ticked."""
    Reconciliation.objects.for_user(user).filter(wallet=wallet, finished_at__isnull=True).delete()


def finished(user: User, wallet: Wallet) -> Any:
    return Reconciliation.objects.for_user(user).filter(wallet=wallet, finished_at__isnull=False)


def correct(user: User, wallet: Wallet, *, actor: User) -> Activity | None:
    """Record what is missing as an expense or an income on the last day, ticked; None where nothing is missing."""
    with transaction.atomic():
        lock_ledger(user)
        current = open_reconciliation(user, wallet)
        missing = standing(user, wallet, current).difference if current else Decimal(0)
        if current is None or not missing:
            return None
        record = _correction(Income if missing > 0 else Expense, abs(missing), user, wallet, current)
        record.created_by = actor if actor != user else None
        record.save()
        kind = record._meta.model_name or ""
        edit = Edit(kind, record.pk, None, snapshot(record))
        words = f"Corrected the balance of “{wallet.name}”"
        return log(Activity.Kind.ADD, words, owner=user, actor=actor, edits=[edit])


def _correction(
    model: type[Expense | Income], amount: Decimal, user: User, wallet: Wallet, current: Reconciliation
) -> Expense | Income:
    return model(
        owner=user,
        date=current.ends_on,
        amount=amount,
        currency=wallet.currency,
        home_amount=value_at_home(amount, wallet.currency, user, current.ends_on),
        description=CORRECTION,
        wallet=wallet,
        wallet_amount=amount,
        is_cleared=True,
    )
