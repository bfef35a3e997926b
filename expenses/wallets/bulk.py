"""Move many records into one wallet at once, noted so that it can be undone."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import Edit, log, to_json
from expenses.activity.models import Activity
from expenses.bulk_change import ROWS_AT_ONCE, BulkChange
from expenses.exchange.rates import RateBook
from expenses.locks import lock_ledger
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import RecordKind, kind_of
from expenses.wallets.choices import amount_in_wallet, find_wallet
from expenses.wallets.models import Wallet

MOVED = ("wallet_id", "wallet_amount", "is_cleared")


def set_wallet(rows: RecordQuerySet, wallet_id: int | None, *, owner: User, actor: User) -> BulkChange:
    """Put the records into the wallet, each with what it moves there at the rate of its day; None takes them out.

    A record that comes into another wallet is not cleared there yet. Raises ValidationError, and moves nothing, where
    the wallet is gone, or a rate is missing.
    """
    kind = kind_of(rows.model)
    with transaction.atomic():
        lock_ledger(owner)
        wallet = find_wallet(wallet_id, owner)
        met = list(rows.for_user(owner).order_by())
        moved = [record for record in met if record.wallet_id != wallet_id]
        edits = list(_edits(moved, wallet, kind, owner))
        kind.model.objects.for_user(owner).bulk_update(moved, [*MOVED, "updated_at"], batch_size=ROWS_AT_ONCE)
        if not edits:
            return BulkChange(len(met), None)
        words = f"Put {kind.counted(len(moved))} into {wallet.name}" if wallet else _taken_out(kind, len(moved))
        return BulkChange(len(met), log(Activity.Kind.BULK, words, owner=owner, actor=actor, edits=edits))


def _taken_out(kind: RecordKind, count: int) -> str:
    return f"Took {kind.counted(count)} out of {'its wallet' if count == 1 else 'their wallets'}"


def _edits(records: list[Any], wallet: Wallet | None, kind: RecordKind, owner: User) -> Iterator[Edit]:
    """Change the records, unsaved yet, and yield what becomes of each."""
    amounts = _amounts(records, wallet, owner)
    now = timezone.now()
    for record, amount in zip(records, amounts, strict=True):
        before = {name: to_json(getattr(record, name)) for name in MOVED}
        record.wallet, record.wallet_amount, record.is_cleared, record.updated_at = wallet, amount, False, now
        yield Edit(kind.name, record.pk, before, {name: to_json(getattr(record, name)) for name in MOVED})


def _amounts(records: list[Any], wallet: Wallet | None, owner: User) -> list[Decimal | None]:
    """Return what each record moves in the wallet; raise ValidationError with how many have no rate."""
    book, amounts, unknown = RateBook(owner), [], Counter[str]()
    for record in records:
        try:
            amounts.append(
                amount_in_wallet(record.amount, record.currency, wallet, None, owner=owner, day=record.date, book=book)
            )
        except ValidationError:
            unknown[record.currency] += 1
    if unknown and wallet:
        counts = ", ".join(f"{count} in {currency}" for currency, count in sorted(unknown.items()))
        raise ValidationError(
            f"No rate to {wallet.currency} is known on the days of some of these ({counts}), and nothing was changed. "
            "Add the rate, or change them one by one with the amount in the wallet."
        )
    return amounts
