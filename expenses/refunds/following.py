"""Refunds kept true to the expense that they reduce, whatever becomes of it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum

from expenses.models import Expense
from expenses.money import format_money
from expenses.querysets import ExpenseQuerySet
from expenses.splits.recounting import recount

LARGER = "larger"
"""The code of the error that a person can answer with a confirmation."""


def refunds_of(expense: Expense) -> ExpenseQuerySet:
    """Return the live refunds of an expense."""
    return Expense.objects.filter(owner_id=expense.owner_id, refund_of=expense, deleted_in__isnull=True)


def refunded(expense: Expense) -> Decimal:
    """Return what has come back of an expense, positive, in its currency."""
    total = refunds_of(expense).order_by().aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return -Decimal(total).quantize(Decimal("0.0001"))


def check_change(expense: Expense) -> None:
    """Raise ValidationError, keyed by field, where a change of amount or currency breaks a link to a refund.

    `expense` has its new values and is not saved yet.
    """
    if expense.refund_of_id is not None:
        _check_refund(expense)
        return
    currency = refunds_of(expense).order_by().values_list("currency", flat=True).first()
    if currency and expense.amount < 0:
        raise ValidationError({"amount": "It has refunds, so its amount stays positive."})
    if currency and currency != expense.currency:
        raise ValidationError({"currency": f"It has refunds in {currency}. Keep this currency, or delete them first."})


def check_size(expense: Expense) -> None:
    """Raise ValidationError, with the code LARGER, where a new amount lets more come back than was paid.

    `expense` has its new amount and is not saved yet; what was so before is not asked about again.
    """
    if expense.refund_of_id is None and expense.amount < 0:
        return
    saved = Expense.objects.filter(owner_id=expense.owner_id, pk=expense.pk).values_list("amount", flat=True).get()
    if expense.amount >= saved:
        return
    original = expense.refund_of or expense
    back = refunded(original) + (saved - expense.amount if original is not expense else 0)
    if back > original.amount:
        shown = format_money(back, expense.currency, expense.owner.locale)
        sentence = f"With this, {shown} came back, more than was paid. Tick below if that is so."
        raise ValidationError({"amount": ValidationError(sentence, code=LARGER)})


def is_larger(error: ValidationError) -> bool:
    """Say whether the error is one that a person can answer with a confirmation."""
    beside_amount = error.error_dict.get("amount", []) if hasattr(error, "error_dict") else []
    return any(one.code == LARGER for one in beside_amount)


def follow(expense: Expense) -> None:
    """Let the refunds that count with `expense`, which was saved, count on its day, deleted ones too."""
    rows = Expense.objects.filter(owner_id=expense.owner_id, refund_of=expense, is_counted_with_original=True)
    for refund in rows.exclude(counted_on=expense.date):
        refund.owner, refund.counted_on = expense.owner, expense.date
        recount(refund)


def release(doomed: ExpenseQuerySet, *, owner_id: int) -> None:
    """Let the refunds of expenses that go for good stand alone, each on its own day."""
    rows = Expense.objects.filter(owner_id=owner_id, refund_of__in=doomed.values("pk")).select_related("owner")
    for refund in rows:
        refund.refund_of, refund.is_counted_with_original = None, False
        recount(refund)


def _check_refund(refund: Expense) -> None:
    original = refund.refund_of
    if original is None:
        return
    if refund.amount > 0:
        raise ValidationError({"amount": "A refund is negative. Enter it with a minus."})
    if refund.currency != original.currency:
        raise ValidationError({"currency": f"It refunds an expense in {original.currency}, so it is in that too."})
    if refund.is_counted_with_original:
        refund.counted_on = original.date
