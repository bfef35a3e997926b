"""What the ledger has in a wallet, as rows of a statement are compared with it."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q

from accounts.models import User
from expenses.imports.matching import Booked, Known
from expenses.imports.models import StatementLine
from expenses.record_kinds import EXPENSE, KINDS
from expenses.transfers.models import Transfer

MARGIN = datetime.timedelta(days=31)
"""A bank may date a line anew when it settles; its id is looked for that far around."""


def known_rows(rows: list[Booked], *, wallet_id: int, owner: User) -> list[Known]:
    """Return all that `owner` has in the wallet around the days of `rows`, in five queries; nothing that is deleted."""
    if not rows:
        return []
    days = [row.date for row in rows]
    around = (min(days) - MARGIN, max(days) + MARGIN)
    lines = {(known.kind, known.record_id): known for known in _lines(wallet_id, owner, around)}
    known = dict(lines)
    for each in _records(wallet_id, owner, around):
        line = lines.get((each.kind, each.record_id))
        known[each.kind, each.record_id] = line._replace(texts=(*line.texts, *each.texts)) if line else each
    return [*known.values(), *_transfers(wallet_id, owner, around)]


def _lines(wallet_id: int, owner: User, around: tuple[datetime.date, datetime.date]) -> Iterator[Known]:
    lines = StatementLine.objects.for_user(owner).filter(wallet_id=wallet_id, date__range=around)
    alive = lines.filter(
        Q(expense__isnull=True) | Q(expense__deleted_in__isnull=True),
        Q(income__isnull=True) | Q(income__deleted_in__isnull=True),
    )
    columns = ("date", "amount", "text", "expense_id", "income_id", "format", "bank_id")
    for date, amount, text, expense_id, income_id, origin, bank_id in alive.values_list(*columns).iterator():
        kind, pk = ("expense", expense_id) if expense_id else ("income", income_id)
        yield Known(date, plain(amount), (text,), kind, pk, origin, bank_id)


def _records(wallet_id: int, owner: User, around: tuple[datetime.date, datetime.date]) -> Iterator[Known]:
    for kind in KINDS:
        rows = kind.model.objects.for_user(owner).filter(wallet_id=wallet_id, date__range=around).order_by()
        for pk, date, amount, text in rows.values_list("pk", "date", "wallet_amount", "description").iterator():
            yield Known(date, plain(-amount if kind is EXPENSE else amount), (text,), kind.name, pk)


def _transfers(wallet_id: int, owner: User, around: tuple[datetime.date, datetime.date]) -> Iterator[Known]:
    rows = Transfer.objects.for_user(owner).filter(date__range=around).order_by()
    for side, sign in (("from", -1), ("to", 1)):
        moved = rows.filter(**{f"{side}_wallet_id": wallet_id})
        for pk, date, amount, text in moved.values_list("pk", "date", f"{side}_amount", "description"):
            yield Known(date, plain(sign * amount), (text,), "transfer", pk)


def plain(amount: Decimal) -> Decimal:
    """Return the amount so that equal ones are the same key."""
    return amount.normalize()
