"""Refunds recorded: once however often they are sent, no larger than the expense unless that is meant."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.models import Expense, ExpenseTag
from expenses.money import format_money, round_money
from expenses.refunds.following import LARGER, refunded
from expenses.splits.recounting import Part, in_proportion, parts_of, recount
from expenses.validators import validate_amount, validate_date
from expenses.wallets.choices import amount_in_wallet


@dataclass(frozen=True)
class RefundEntry:
    """What a person said of a refund: `amount` is positive, in the currency of the expense."""

    amount: Decimal
    date: datetime.date
    counts_with_original: bool = False
    notes: str = ""
    is_confirmed_larger: bool = False


def refund(
    original_id: int, entry: RefundEntry, *, owner: User, actor: User, submission_id: uuid.UUID | None = None
) -> tuple[Expense, Activity | None]:
    """Record that money came back of an expense; return the refund with what to undo.

    It returns the one that `submission_id` recorded before, and None. Raises Expense.DoesNotExist, and ValidationError
    keyed by field: its code is LARGER where the refunds would be more than the expense.
    """
    with transaction.atomic():
        lock_ledger(owner)
        recorded = Expense.objects.filter(owner=owner, submission_id=submission_id).first() if submission_id else None
        if recorded is not None:
            return recorded, None
        original = Expense.objects.for_user(owner).select_for_update().get(pk=original_id)
        check_refund(original, entry, locale=owner.locale)
        made = _made(original, entry, owner)
        made.created_by, made.submission_id = actor if actor != owner else None, submission_id
        recount(made, _parts(original, made))
        _copy_tags(original, made)
        size = format_money(entry.amount, made.currency, owner.locale)
        edit = Edit("expense", made.pk, None, snapshot(made))
        summary = f"Recorded a refund of {size} for “{original.description}”"
        return made, log(Activity.Kind.ADD, summary, owner=owner, actor=actor, edits=[edit])


def left_to_refund(original: Expense) -> Decimal:
    """Return what has not come back of an expense yet, in its currency; negative where more than it came back."""
    return original.amount - refunded(original)


def check_refundable(original: Expense) -> None:
    if original.amount < 0:
        raise ValidationError("Only what was spent can be refunded; this is a refund itself.")


def check_refund(original: Expense, entry: RefundEntry, *, locale: str) -> None:
    """Raise ValidationError, keyed by field, for a refund that cannot be, or that is larger and not confirmed."""
    check_refundable(original)
    _check_field("amount", lambda: validate_amount(entry.amount, original.currency))
    _check_field("date", lambda: validate_date(entry.date))
    if entry.amount < 0:
        raise ValidationError({"amount": "Enter what came back as a positive amount."})
    if entry.date < original.date:
        raise ValidationError(
            {"date": "Nothing comes back before it was paid. Choose the day of the expense or later."}
        )
    left = left_to_refund(original)
    if entry.amount > left and not entry.is_confirmed_larger:
        shown = format_money(max(left, Decimal(0)), original.currency, locale)
        sentence = f"Only {shown} of this expense is left to refund. Tick below if more came back than was paid."
        raise ValidationError({"amount": ValidationError(sentence, code=LARGER)})


def _check_field(name: str, check: Callable[[], None]) -> None:
    try:
        check()
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _made(original: Expense, entry: RefundEntry, owner: User) -> Expense:
    """Return the refund, not saved: what its original says, with the sign turned."""
    amount = -entry.amount
    is_with = entry.counts_with_original
    return Expense(
        owner=owner,
        date=entry.date,
        amount=amount,
        currency=original.currency,
        home_amount=value_at_home(amount, original.currency, owner, entry.date),
        description=original.description,
        category_id=original.category_id,
        wallet=original.wallet,
        wallet_amount=_wallet_amount(original, amount, owner, entry.date),
        notes=entry.notes,
        refund_of=original,
        is_counted_with_original=is_with,
        counted_on=original.date if is_with else entry.date,
        spread_over=original.spread_over if is_with else None,
        spread_from=original.spread_from if is_with else None,
    )


def _wallet_amount(original: Expense, amount: Decimal, owner: User, day: datetime.date) -> Decimal | None:
    """Return what comes back into the wallet of the original, at the rate at which it was taken from there."""
    if original.wallet is None or original.wallet_amount is None:
        return None
    said = round_money(original.wallet_amount * amount / original.amount, original.wallet.currency)
    return amount_in_wallet(amount, original.currency, original.wallet, said or None, owner=owner, day=day)


def _parts(original: Expense, made: Expense) -> list[Part]:
    """Return the parts of a refund of a split expense: each category gets back its share."""
    return [part for part in in_proportion(parts_of(original), made.amount, made.currency) if part.amount]


def _copy_tags(original: Expense, made: Expense) -> None:
    links = ExpenseTag.objects.filter(owner_id=original.owner_id, expense=original)
    ExpenseTag.objects.bulk_create(
        ExpenseTag(owner_id=made.owner_id, expense=made, tag_id=tag_id)
        for tag_id in links.values_list("tag_id", flat=True)
    )
