"""Records entered by hand: written once however often they are sent, changed only by who has seen the latest."""

import datetime
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.tree import path_key
from expenses.exchange.valuation import value_at_home
from expenses.locks import ChangedMeanwhile, lock_ledger
from expenses.messages import shorten
from expenses.models import Expense
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.records import Record
from expenses.refunds.following import check_change, check_size, follow
from expenses.splits.recounting import recount
from expenses.tags.naming import ensure_tags
from expenses.wallets.choices import amount_in_wallet, find_wallet

__all__ = ["CATEGORY_GONE", "ChangedMeanwhile", "Entry", "change_entry", "record_entry"]

CATEGORY_GONE = "This category is not there any more. Choose another one."


@dataclass(frozen=True)
class Entry:
    """What a person said of one record, checked by its form. `new_category` is a path to bring into being, or "".

    `wallet_amount` is in the currency of the wallet; without it, where the currencies differ, the rate decides.
    `is_confirmed_larger` says that more may come back of an expense than was paid.
    """

    date: datetime.date
    amount: Decimal
    currency: str
    description: str
    category_id: int | None = None
    new_category: str = ""
    tags: list[str] = field(default_factory=list)
    notes: str = ""
    wallet_id: int | None = None
    wallet_amount: Decimal | None = None
    is_confirmed_larger: bool = False


def record_entry(
    entry: Entry, kind: RecordKind = EXPENSE, *, owner: User, actor: User, submission_id: uuid.UUID | None = None
) -> tuple[Record, bool]:
    """Write a new record; return it and True, or the one that `submission_id` recorded before and False.

    That one may have been deleted since: `deleted_in_id` says so. Raises ValidationError, keyed by field.
    """
    with transaction.atomic():
        lock_ledger(owner)
        recorded = _submitted(submission_id, kind, owner)
        if recorded is not None:
            return recorded, False
        author = actor if actor != owner else None
        record = kind.model(owner=owner, created_by=author, submission_id=submission_id)
        _write(record, entry, kind, owner)
        edit = Edit(kind.name, record.pk, None, snapshot(record))
        log(Activity.Kind.ADD, f"Added {shorten(record.description)}", owner=owner, actor=actor, edits=[edit])
        return record, True


def change_entry(
    record_id: int, entry: Entry, kind: RecordKind = EXPENSE, *, owner: User, actor: User, seen: datetime.datetime
) -> tuple[Record, Activity]:
    """Write `entry` over the record, and return it with what to undo.

    `seen` is its `updated_at` as the person saw it: raises ChangedMeanwhile where it has been changed since, and
    ObjectDoesNotExist where it is gone.
    """
    with transaction.atomic():
        lock_ledger(owner)
        record = kind.model.objects.for_user(owner).select_for_update().get(pk=record_id)
        if record.updated_at != seen:
            raise ChangedMeanwhile
        before = snapshot(record)
        _write(record, entry, kind, owner)
        edit = Edit(kind.name, record.pk, before, snapshot(record))
        words = f"Changed {shorten(record.description)}"
        return record, log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=[edit])


def _submitted(submission_id: uuid.UUID | None, kind: RecordKind, owner: User) -> Record | None:
    if submission_id is None:
        return None
    found: Record | None = kind.model.objects.filter(owner=owner, submission_id=submission_id).first()
    return found


def _write(record: Record, entry: Entry, kind: RecordKind, owner: User) -> None:
    record.owner = owner
    # The parts of a split payment have the categories.
    record.category_id = None if record.is_split else _category_id(entry, kind, owner)
    wallet = find_wallet(entry.wallet_id, owner)
    record.wallet = wallet
    record.wallet_amount = amount_in_wallet(
        entry.amount, entry.currency, wallet, entry.wallet_amount, owner=owner, day=entry.date
    )
    for name in ("date", "amount", "currency", "description", "notes"):
        setattr(record, name, getattr(entry, name))
    record.home_amount = value_at_home(entry.amount, entry.currency, owner, entry.date)
    _save(record, is_confirmed_larger=entry.is_confirmed_larger)
    _set_tags(record, kind, entry.tags, owner)


def _save(record: Record, *, is_confirmed_larger: bool) -> None:
    """Save the record, and what counts in its place."""
    if not isinstance(record, Expense):
        record.save()
        return
    is_known = record.pk is not None
    if is_known:
        check_change(record)
        if not is_confirmed_larger:
            check_size(record)
    recount(record)
    if is_known:
        follow(record)


def _category_id(entry: Entry, kind: RecordKind, owner: User) -> int | None:
    if entry.new_category:
        made = ensure_paths([entry.new_category], owner=owner, kind=kind.category_kind)
        return made[path_key(entry.new_category)]
    own = Category.objects.for_user(owner).filter(kind=kind.category_kind)
    if entry.category_id and not own.filter(pk=entry.category_id).exists():
        raise ValidationError({"category": CATEGORY_GONE})
    return entry.category_id


def _set_tags(record: Record, kind: RecordKind, names: list[str], owner: User) -> None:
    wanted = set(ensure_tags(names, owner=owner).values()) if names else set()
    links = kind.links.objects.for_user(owner).filter(**{kind.name: record})
    present = set(links.values_list("tag_id", flat=True))
    if present - wanted:
        links.filter(tag_id__in=present - wanted).delete()
    kind.links.objects.bulk_create(
        kind.links(owner=owner, tag_id=tag_id, **{kind.name: record}) for tag_id in sorted(wanted - present)
    )
