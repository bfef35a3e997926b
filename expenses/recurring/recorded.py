"""Payments that wait to be booked and stand in the ledger already: typed by hand, or brought by a statement."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.categorising.words import words_of
from expenses.locks import lock_ledger
from expenses.messages import shorten
from expenses.models import Expense, Income, Occurrence, Transfer
from expenses.recurring.booking import OCCURRENCE, find_open
from expenses.recurring.choices import Kind, Status
from expenses.recurring.detecting import Payment, payee_key
from expenses.recurring.due import look_ahead
from expenses.recurring.models import RecurringPayment
from expenses.recurring.offering import COLUMNS, SAME_PRICE, TRANSFER_COLUMNS
from expenses.recurring.series import DAY
from expenses.recurring.upcoming import Upcoming

MODELS = {Kind.EXPENSE: Expense, Kind.INCOME: Income, Kind.TRANSFER: Transfer}
DAYS_OFF = 5
"""How far from the day that it was due a payment is looked for: weekends, and banks that take their time."""
LOOKED_BACK = 62
MOST_READ = 2_000
GONE = "This is not there any more, or it belongs to another payment."


@dataclass(frozen=True)
class Waiting:
    """A payment that is to be booked, and the one of the ledger that it probably is, None where there is none."""

    due: Upcoming
    recorded: Payment | None

    @property
    def url(self) -> str:
        """Return the address of what is recorded, "" where there is nothing."""
        if self.recorded is None:
            return ""
        return reverse(f"expenses:{self.recorded.kind}-detail", args=[self.recorded.pk])


def find_recorded(user: User, waiting: Sequence[Upcoming], *, today: datetime.date) -> list[Waiting]:
    """Return what waits, each with what is recorded of it: one query for what is taken, and one a kind of record.

    No record stands for two, and one on a nearer day goes first.
    """
    late = [due for due in waiting if due.due >= today - LOOKED_BACK * DAY]
    payments = _unclaimed(user, late) if late else []
    found: dict[tuple[int, datetime.date], Payment] = {}
    pairs = ((abs(due.due - one.date), due, one) for due in late for one in payments if is_same(due, one))
    for _, due, one in sorted(pairs, key=lambda pair: (pair[0], pair[1].due, pair[2].pk)):
        key = (due.recurring.pk, due.due_on)
        if key not in found and one not in found.values():
            found[key] = one
    return [Waiting(due, found.get((due.recurring.pk, due.due_on))) for due in waiting]


def is_same(due: Upcoming, payment: Payment) -> bool:
    """Say whether a payment of the ledger is likely the one that is due.

    Either the payee is the same and the amount about as much, or the amount is the same and they share a word.
    """
    plan = due.recurring
    if (payment.kind, payment.currency) != (due.kind, due.currency) or abs(payment.date - due.due) > DAYS_OFF * DAY:
        return False
    if due.kind == Kind.TRANSFER and (payment.wallet_id, payment.to_wallet_id) != (plan.wallet_id, plan.to_wallet_id):
        return False
    if payment.amount == due.amount:
        shared = {*words_of(payment.description)} & {*words_of(plan.description)}
        return due.kind == Kind.TRANSFER or bool(shared)
    is_payee = payee_key(payment.description) == payee_key(plan.description)
    return is_payee and (_is_near(due, payment) or _is_in_range(plan, payment))


def _is_near(due: Upcoming, payment: Payment) -> bool:
    return abs(payment.amount - due.amount) <= SAME_PRICE * max(payment.amount, due.amount)


def _is_in_range(plan: RecurringPayment, payment: Payment) -> bool:
    least, most = plan.least_amount, plan.most_amount
    return least is not None and most is not None and least <= payment.amount <= most


def _unclaimed(user: User, waiting: Sequence[Upcoming]) -> list[Payment]:
    """Return what was recorded about when something was due and belongs to no recurring payment."""
    days = [due.due for due in waiting]
    first, last = min(days) - DAYS_OFF * DAY, max(days) + DAYS_OFF * DAY
    kinds = {due.kind for due in waiting}
    rows = [row for kind in kinds for row in _rows(user, kind, first, last)]
    near = Q(due_on__gte=first - LOOKED_BACK * DAY, due_on__lte=last + LOOKED_BACK * DAY)
    links = Occurrence.objects.for_user(user).filter(near, status=Status.BOOKED).order_by()
    taken = {(kind, pk) for ids in links.values_list(*kinds) for kind, pk in zip(kinds, ids, strict=True)}
    return [row for row in rows if (row.kind, row.pk) not in taken]


def _rows(user: User, kind: Kind, first: datetime.date, last: datetime.date) -> Iterable[Payment]:
    model: Any = MODELS[kind]
    rows: QuerySet = model.objects.for_user(user).between(first, last + DAY).newest_first()
    if kind == Kind.TRANSFER:
        for pk, date, amount, currency, description, *wallets in rows.values_list(*TRANSFER_COLUMNS)[:MOST_READ]:
            yield Payment(pk, kind, date, amount, currency, description, None, *wallets)
        return
    for pk, *values in rows.filter(amount__gt=0).values_list(*COLUMNS)[:MOST_READ]:
        yield Payment(pk, kind, *values)


def book_as(recurring_id: int, due_on: datetime.date, record_id: int, *, owner: User, actor: User) -> Activity:
    """Take a record of the ledger for an open occurrence, in place of booking one more; return what to undo.

    Raises RecurringPayment.DoesNotExist, and ValidationError where it is not open any more or the record is gone or
    taken.
    """
    with transaction.atomic():
        lock_ledger(owner)
        due = find_open(recurring_id, due_on, owner)
        kind = Kind(due.recurring.kind)
        is_taken = Occurrence.objects.for_user(owner).filter(**{kind: record_id}).exists()
        if is_taken or not MODELS[kind].objects.for_user(owner).filter(pk=record_id).exists():
            raise ValidationError(GONE)
        row = due.row or Occurrence(owner=owner, recurring=due.recurring, due_on=due_on)
        before, row.status = snapshot(row) if row.pk else None, Status.BOOKED
        setattr(row, f"{kind}_id", record_id)
        row.save()
        edits = [Edit(OCCURRENCE, row.pk, before, snapshot(row))]
        words = f"Took what was recorded for {shorten(due.recurring.description)}"
        activity = log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)
        look_ahead(owner, [due.recurring.pk])
        return activity
