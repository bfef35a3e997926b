"""What a person says of one occurrence alone: skip it, change it, plan it again. Each can be undone."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.locks import lock_ledger
from expenses.messages import shorten
from expenses.models import Occurrence, RecurringPayment
from expenses.recurring.booking import find_open
from expenses.recurring.choices import Status
from expenses.recurring.due import Due, look_ahead
from expenses.recurring.saving import OCCURRENCE

NOT_SKIPPED = "This is not skipped any more."


def skip_one(recurring_id: int, due_on: datetime.date, *, owner: User, actor: User) -> Activity:
    """Let one open occurrence be; return what to undo. Raises ValidationError where it is not open, or DoesNotExist."""
    with transaction.atomic():
        lock_ledger(owner)
        due = find_open(recurring_id, due_on, owner)
        row = _row(due, owner)
        before, row.status = snapshot(row) if row.pk else None, Status.SKIPPED
        row.save()
        return _log("Skipped", due.recurring, [Edit(OCCURRENCE, row.pk, before, snapshot(row))], owner, actor)


def change_one(
    recurring_id: int,
    due_on: datetime.date,
    *,
    date: datetime.date,
    amount: Decimal,
    owner: User,
    actor: User,
) -> Activity:
    """Give one open occurrence another day or amount, or back what it would have; return what to undo.

    Raises ValidationError where it is not open, or DoesNotExist.
    """
    with transaction.atomic():
        lock_ledger(owner)
        due = find_open(recurring_id, due_on, owner)
        row = _row(due, owner)
        before = snapshot(row) if row.pk else None
        row.status = Status.CHANGED
        row.date = date if date != due_on else None
        row.amount = amount if amount != due.recurring.amount else None
        if row.date is not None or row.amount is not None:
            row.save()
            edits = [Edit(OCCURRENCE, row.pk, before, snapshot(row))]
        else:
            edits = [Edit(OCCURRENCE, row.pk, before, None)] if row.pk else []
            Occurrence.objects.for_user(owner).filter(pk=row.pk).delete()
        return _log("Changed one of", due.recurring, edits, owner, actor)


def plan_again(occurrence: Occurrence, *, owner: User, actor: User) -> Activity:
    """Open again what was skipped; return what to undo. Raises ValidationError where it is not skipped any more."""
    with transaction.atomic():
        lock_ledger(owner)
        row = Occurrence.objects.for_user(owner).filter(pk=occurrence.pk, status=Status.SKIPPED).first()
        if row is None:
            raise ValidationError(NOT_SKIPPED)
        plan = RecurringPayment.objects.for_user(owner).get(pk=row.recurring_id)
        edits = [Edit(OCCURRENCE, row.pk, snapshot(row), None)]
        row.delete()
        return _log("Planned again", plan, edits, owner, actor)


def _row(due: Due, owner: User) -> Occurrence:
    return due.row or Occurrence(owner=owner, recurring=due.recurring, due_on=due.due_on)


def _log(verb: str, plan: RecurringPayment, edits: list[Edit], owner: User, actor: User) -> Activity:
    look_ahead(owner, [plan.pk])
    return log(Activity.Kind.EDIT, f"{verb} {shorten(plan.description)}", owner=owner, actor=actor, edits=edits)
