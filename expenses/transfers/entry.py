"""Transfers entered by hand: recorded once however often they are sent, changed only by who has seen the latest."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import Edit, Snapshot, log, snapshot
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.activity.tasks import purge_deletion
from expenses.entry import ChangedMeanwhile
from expenses.locks import lock_ledger
from expenses.models import Transfer, Wallet

WALLET_GONE = "This wallet is not there any more. Choose another one."
SAME_WALLET = "Choose two different wallets."


@dataclass(frozen=True)
class TransferEntry:
    """What a person said of one transfer. Each amount is positive and in the currency of its wallet."""

    date: datetime.date
    from_wallet_id: int
    to_wallet_id: int
    from_amount: Decimal
    to_amount: Decimal
    description: str = ""
    notes: str = ""


def record_transfer(
    entry: TransferEntry, *, owner: User, actor: User, submission_id: uuid.UUID | None = None
) -> tuple[Transfer, Activity | None]:
    """Write a new transfer and return it with what to undo, or the one that `submission_id` recorded, and None.

    Raises ValidationError, keyed by field.
    """
    with transaction.atomic():
        lock_ledger(owner)
        recorded = Transfer.objects.filter(owner=owner, submission_id=submission_id).first() if submission_id else None
        if recorded is not None:
            return recorded, None
        transfer = Transfer(owner=owner, created_by=actor if actor != owner else None, submission_id=submission_id)
        return transfer, _write(transfer, entry, None, owner=owner, actor=actor)


def change_transfer(
    transfer_id: int, entry: TransferEntry, *, owner: User, actor: User, seen: datetime.datetime
) -> tuple[Transfer, Activity]:
    """Write `entry` over the transfer; return it with what to undo.

    `seen` is its `updated_at` as the person saw it: raises ChangedMeanwhile where it has been changed since, and
    Transfer.DoesNotExist where it is gone.
    """
    with transaction.atomic():
        lock_ledger(owner)
        transfer = Transfer.objects.for_user(owner).select_for_update().get(pk=transfer_id)
        if transfer.updated_at != seen:
            raise ChangedMeanwhile
        return transfer, _write(transfer, entry, snapshot(transfer), owner=owner, actor=actor)


def delete_transfer(transfer: Transfer, *, owner: User, actor: User) -> Activity | None:
    """Delete a live transfer so that it can be had back; None where it was deleted before."""
    with transaction.atomic():
        deletion = log(Activity.Kind.DELETE, f"Deleted {name_of(transfer)}", owner=owner, actor=actor, row_count=1)
        if not Transfer.objects.for_user(owner).filter(pk=transfer.pk).update(deleted_in=deletion):
            deletion.delete()
            return None
        purge_deletion.using(run_after=timezone.now() + KEPT_FOR).enqueue(owner_id=owner.pk, activity_id=deletion.pk)
        return deletion


def name_of(transfer: Transfer) -> str:
    return f"“{transfer.description}”" if transfer.description else "a transfer"


def _write(transfer: Transfer, entry: TransferEntry, before: Snapshot | None, *, owner: User, actor: User) -> Activity:
    _check_wallets(entry, owner)
    for name, value in vars(entry).items():
        setattr(transfer, name, value)
    transfer.save()
    kind, verb = (Activity.Kind.TRANSFER, "Moved money:") if before is None else (Activity.Kind.EDIT, "Changed")
    edit = Edit("transfer", transfer.pk, before, snapshot(transfer))
    return log(kind, f"{verb} {name_of(transfer)}", owner=owner, actor=actor, edits=[edit])


def _check_wallets(entry: TransferEntry, owner: User) -> None:
    if entry.from_wallet_id == entry.to_wallet_id:
        raise ValidationError({"to_wallet": SAME_WALLET})
    chosen = [entry.from_wallet_id, entry.to_wallet_id]
    currencies = dict(Wallet.objects.for_user(owner).filter(pk__in=chosen).values_list("pk", "currency"))
    for name, pk in zip(("from_wallet", "to_wallet"), chosen, strict=True):
        if pk not in currencies:
            raise ValidationError({name: WALLET_GONE})
    if currencies[chosen[0]] == currencies[chosen[1]] and entry.from_amount != entry.to_amount:
        raise ValidationError({"to_amount": "Between wallets of one currency, as much arrives as has left."})
