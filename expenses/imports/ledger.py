"""What the ledger has in a wallet, as rows of a statement are compared with it."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import chain

from django.db.models import Q

from accounts.models import User
from expenses.imports.matching import Booked, Known
from expenses.imports.models import StatementLine
from expenses.raw_rows import as_text, raw_rows
from expenses.record_kinds import EXPENSE, KINDS
from expenses.transfers.models import Transfer
from expenses.wallets.models import Wallet

MARGIN = datetime.timedelta(days=31)
"""A bank may date a line anew when it settles; its id is looked for that far around."""

Days = tuple[datetime.date, datetime.date]


def known_rows(rows: list[Booked], *, wallet_id: int, owner: User, currency: str = "") -> list[Known]:
    """Return what `owner` has in the wallet that any of `rows` could be; nothing that is deleted.

    Amounts are those of the wallet, or where a `currency` is given, what was paid in that one. It takes five queries,
    and no more memory than the rows do, however much there is in the ledger.
    """
    if not rows:
        return []
    wanted = _Wanted(rows)
    days = [row.date for row in rows]
    around = (min(days) - MARGIN, max(days) + MARGIN)
    lines = {(line.kind, line.record_id): wanted.only(line) for line in _lines(wallet_id, owner, around, currency)}
    known = []
    moved = () if currency else _transfers(wallet_id, owner, around)
    for each in chain(_records(wallet_id, owner, around, currency), moved):
        key = each.kind, each.record_id
        if key not in lines:
            known += [each] if wanted.only(each) else []
        elif line := lines[key]:
            lines[key] = line._replace(texts=(*line.texts, *each.texts))
    return [*(line for line in lines.values() if line), *known]


def has_anything(wallet: Wallet, days: Days) -> bool:
    """Say whether anything stands in the wallet on some days or near them, in four queries at most."""
    around = days[0] - MARGIN, days[1] + MARGIN
    mine = {"owner_id": wallet.owner_id, "date__range": around}
    moved = Q(from_wallet=wallet) | Q(to_wallet=wallet)
    return (
        any(kind.model.objects.filter(**mine, wallet=wallet).exists() for kind in KINDS)
        or Transfer.objects.filter(moved, **mine).exists()
        or StatementLine.objects.filter(**mine, wallet=wallet).exists()
    )


class _Wanted:
    """What rows are known by: the day with the amount, and the bank's ids."""

    def __init__(self, rows: list[Booked]) -> None:
        self.rows = rows

    @cached_property
    def moves(self) -> set[tuple[datetime.date, Decimal]]:
        return {(row.date, row.amount) for row in self.rows}

    @cached_property
    def bank_ids(self) -> set[str]:
        return {row.bank_id for row in self.rows if row.bank_id}

    def only(self, known: Known) -> Known | None:
        """Return what could be one of the rows, None for what cannot."""
        return known if (known.date, known.amount) in self.moves or known.bank_id in self.bank_ids else None


def _lines(wallet_id: int, owner: User, around: Days, currency: str) -> Iterator[Known]:
    lines = StatementLine.objects.for_user(owner).filter(wallet_id=wallet_id, date__range=around, currency=currency)
    alive = lines.filter(
        Q(expense__isnull=True) | Q(expense__deleted_in__isnull=True),
        Q(income__isnull=True) | Q(income__deleted_in__isnull=True),
        Q(transfer__isnull=True) | Q(transfer__deleted_in__isnull=True),
    )
    columns = (as_text("amount"), "date", "text", "expense_id", "income_id", "transfer_id", "format", "bank_id")
    for amount, date, text, expense_id, income_id, transfer_id, origin, bank_id in raw_rows(
        alive.values_list(*columns)
    ):
        kind, pk = (
            ("expense", expense_id) if expense_id else ("income", income_id) if income_id else ("transfer", transfer_id)
        )
        yield Known(date, Decimal(amount), (text,), kind, pk, origin, bank_id)


def _records(wallet_id: int, owner: User, around: Days, currency: str) -> Iterator[Known]:
    for kind in KINDS:
        rows = kind.model.objects.for_user(owner).filter(wallet_id=wallet_id, date__range=around).order_by()
        rows, column = (rows.filter(currency=currency), "amount") if currency else (rows, "wallet_amount")
        said = rows.values_list(as_text(column), "pk", "date", "description")
        for text_of_amount, pk, date, text in raw_rows(said):
            amount = Decimal(text_of_amount)
            yield Known(date, -amount if kind is EXPENSE else amount, (text,), kind.name, pk)


def _transfers(wallet_id: int, owner: User, around: Days) -> Iterator[Known]:
    rows = Transfer.objects.for_user(owner).filter(date__range=around).order_by()
    for side, sign in (("from", -1), ("to", 1)):
        moved = rows.filter(**{f"{side}_wallet_id": wallet_id})
        for pk, date, amount, text in moved.values_list("pk", "date", f"{side}_amount", "description"):
            yield Known(date, Decimal(sign * amount), (text,), "transfer", pk)
