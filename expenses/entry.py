"""Expenses entered by hand: recorded once however often they are sent, changed only by who has seen the latest."""

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
from expenses.locks import lock_ledger
from expenses.messages import shorten
from expenses.models import Expense, ExpenseTag
from expenses.refunds.following import check_change, follow
from expenses.splits.recounting import recount
from expenses.tags.naming import ensure_tags
from expenses.wallets.choices import amount_in_wallet, find_wallet

CATEGORY_GONE = "This category is not there any more. Choose another one."


@dataclass(frozen=True)
class Entry:
    """What a person said of one expense, checked by its form. `new_category` is a path to bring into being, or "".

    `wallet_amount` is in the currency of the wallet; without it, where the currencies differ, the rate decides.
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


class ChangedMeanwhile(Exception):
    """Somebody else has changed the expense since it was shown."""


def record_expense(
    entry: Entry, *, owner: User, actor: User, submission_id: uuid.UUID | None = None
) -> tuple[Expense, bool]:
    """Write a new expense; return it and True, or the one that `submission_id` recorded before and False.

    That one may have been deleted since: `deleted_in_id` says so. Raises ValidationError, keyed by field.
    """
    with transaction.atomic():
        lock_ledger(owner)
        recorded = _submitted(submission_id, owner)
        if recorded is not None:
            return recorded, False
        author = actor if actor != owner else None
        expense = Expense(owner=owner, created_by=author, submission_id=submission_id)
        _write(expense, entry, owner)
        edit = Edit("expense", expense.pk, None, snapshot(expense))
        log(Activity.Kind.ADD, f"Added {shorten(expense.description)}", owner=owner, actor=actor, edits=[edit])
        return expense, True


def change_expense(
    expense_id: int, entry: Entry, *, owner: User, actor: User, seen: datetime.datetime
) -> tuple[Expense, Activity]:
    """Write `entry` over the expense, and return it with what to undo.

    `seen` is its `updated_at` as the person saw it: raises ChangedMeanwhile where it has been changed since, and
    Expense.DoesNotExist where it is gone.
    """
    with transaction.atomic():
        lock_ledger(owner)
        expense = Expense.objects.for_user(owner).select_for_update().get(pk=expense_id)
        if expense.updated_at != seen:
            raise ChangedMeanwhile
        before = snapshot(expense)
        _write(expense, entry, owner)
        edit = Edit("expense", expense.pk, before, snapshot(expense))
        words = f"Changed {shorten(expense.description)}"
        return expense, log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=[edit])


def _submitted(submission_id: uuid.UUID | None, owner: User) -> Expense | None:
    if submission_id is None:
        return None
    return Expense.objects.filter(owner=owner, submission_id=submission_id).first()


def _write(expense: Expense, entry: Entry, owner: User) -> Expense:
    expense.owner = owner
    # The parts of a split payment have the categories.
    expense.category_id = None if expense.is_split else _category_id(entry, owner)
    wallet = find_wallet(entry.wallet_id, owner)
    expense.wallet = wallet
    expense.wallet_amount = amount_in_wallet(
        entry.amount, entry.currency, wallet, entry.wallet_amount, owner=owner, day=entry.date
    )
    for name in ("date", "amount", "currency", "description", "notes"):
        setattr(expense, name, getattr(entry, name))
    expense.home_amount = value_at_home(entry.amount, entry.currency, owner, entry.date)
    is_known = expense.pk is not None
    if is_known:
        check_change(expense)
    recount(expense)
    if is_known:
        follow(expense)
    _set_tags(expense, entry.tags, owner)
    return expense


def _category_id(entry: Entry, owner: User) -> int | None:
    if entry.new_category:
        return ensure_paths([entry.new_category], owner=owner)[path_key(entry.new_category)]
    if entry.category_id and not Category.objects.for_user(owner).filter(pk=entry.category_id).exists():
        raise ValidationError({"category": CATEGORY_GONE})
    return entry.category_id


def _set_tags(expense: Expense, names: list[str], owner: User) -> None:
    wanted = set(ensure_tags(names, owner=owner).values()) if names else set()
    links = ExpenseTag.objects.for_user(owner).filter(expense=expense)
    present = set(links.values_list("tag_id", flat=True))
    if present - wanted:
        links.filter(tag_id__in=present - wanted).delete()
    ExpenseTag.objects.bulk_create(
        ExpenseTag(owner=owner, expense=expense, tag_id=tag_id) for tag_id in sorted(wanted - present)
    )
