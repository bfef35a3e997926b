"""What looks recurring in a person's past, offered to them: taken with its history, or not wanted and remembered."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from expenses.activity.log import Edit, count_changes, log, snapshot
from expenses.activity.models import Activity
from expenses.locks import lock_ledger
from expenses.models import Category, Expense, Income, Transfer, Wallet
from expenses.recurring.choices import Kind, Status
from expenses.recurring.detecting import Pattern, Payment, detect, group_key
from expenses.recurring.models import DeclinedOffer, Occurrence, RecurringPayment
from expenses.recurring.saving import OCCURRENCE, add_plan

LOOKED_BACK = datetime.timedelta(days=3 * 366)
MOST_READ = 20_000
"""How many of the latest expenses, incomes and transfers are looked at."""
SAME_PRICE = Decimal("0.25")
"""By how much, as a part of the larger one, two amounts of the same payee differ and are still the same bill."""

COLUMNS = ("pk", "date", "amount", "currency", "description", "category_id", "wallet_id")
TRANSFER_COLUMNS = (
    "pk", "date", "from_amount", "from_wallet__currency", "description", "from_wallet_id", "to_wallet_id",
)  # fmt: skip


def offers(user: User, *, today: datetime.date) -> list[Pattern]:
    """Return what looks recurring and is neither planned already nor declined, what comes next first; six queries."""
    declined = set(DeclinedOffer.objects.for_user(user).order_by().values_list("key", flat=True))
    known = _known(user)
    found = detect(read_payments(user, today=today), today=today)
    return [one for one in found if one.key not in declined and not _is_known(one, known)]


def read_payments(user: User, *, today: datetime.date) -> list[Payment]:
    """Return what was paid, came in and was moved lately, without what recurring payments have booked."""
    links = Occurrence.objects.for_user(user).filter(status=Status.BOOKED, due_on__gte=today - LOOKED_BACK).order_by()
    booked = [set(ids) for ids in zip(*links.values_list("expense", "income", "transfer"), strict=True)]
    booked = booked or [set(), set(), set()]
    rows = [*_records(Expense, user, today), *_records(Income, user, today), *_transfers(user, today)]
    place = {Kind.EXPENSE: 0, Kind.INCOME: 1, Kind.TRANSFER: 2}
    return [row for row in rows if row.pk not in booked[place[Kind(row.kind)]]]


def _records(model: Any, user: User, today: datetime.date) -> Iterator[Payment]:
    kind = model._meta.model_name
    rows = _latest(model.objects.for_user(user).filter(amount__gt=0), today)
    return (Payment(row[0], kind, *row[1:]) for row in rows.values_list(*COLUMNS)[:MOST_READ])


def _transfers(user: User, today: datetime.date) -> Iterator[Payment]:
    rows = _latest(Transfer.objects.for_user(user), today)
    for pk, date, amount, currency, description, *wallets in rows.values_list(*TRANSFER_COLUMNS)[:MOST_READ]:
        yield Payment(pk, Kind.TRANSFER, date, amount, currency, description, None, *wallets)


def _latest(rows: Any, today: datetime.date) -> QuerySet:
    latest: QuerySet = rows.filter(date__gte=today - LOOKED_BACK).newest_first()
    return latest


def _known(user: User) -> dict[str, list[Decimal]]:
    """Return by what their payee is known the amounts of the payments that are planned."""
    known: dict[str, list[Decimal]] = {}
    for row in RecurringPayment.objects.for_user(user).filter(next_on__isnull=False).order_by():
        payment = Payment(
            row.pk, row.kind, row.starts_on, row.amount, row.currency, row.description, None, row.wallet_id,
            row.to_wallet_id,
        )  # fmt: skip
        known.setdefault(group_key(payment), []).append(row.amount)
    return known


def _is_known(pattern: Pattern, known: dict[str, list[Decimal]]) -> bool:
    amounts = known.get(group_key(pattern.last), ())
    return any(
        pattern.low <= amount <= pattern.high
        or abs(amount - pattern.amount) <= SAME_PRICE * max(amount, pattern.amount)
        for amount in amounts
    )


def find_offer(user: User, key: str, *, today: datetime.date) -> Pattern | None:
    """Return what is offered by that key; None where it is offered no more."""
    return next((one for one in offers(user, today=today) if one.key == key), None)


def take(pattern: Pattern, *, owner: User, actor: User) -> tuple[RecurringPayment, Activity]:
    """Plan what looks recurring, to be asked each time it is due, with its payments so far as its history.

    Return it and what to undo. Raises ValidationError where a person has too many already.
    """
    with transaction.atomic():
        recurring = RecurringPayment(owner=owner, **_fields(pattern, owner))
        activity = add_plan(recurring, [], owner=owner, actor=actor)
        links = _links(pattern, recurring)
        Occurrence.objects.bulk_create(links)
        count_changes(activity, (Edit(OCCURRENCE, link.pk, None, snapshot(link)) for link in links))
        return recurring, activity


def _fields(pattern: Pattern, owner: User) -> dict[str, Any]:
    """Return the fields of the payment to plan; a category or wallet that is in use no more is left out."""
    last = pattern.last
    is_transfer = last.kind == Kind.TRANSFER
    return {
        "kind": last.kind,
        "description": pattern.description or "Transfer",
        "amount": pattern.amount,
        "least_amount": None if pattern.is_fixed else pattern.low,
        "most_amount": None if pattern.is_fixed else pattern.high,
        "currency": pattern.currency,
        "category_id": _in_use(Category, pattern.category_id, owner),
        "wallet_id": last.wallet_id if is_transfer else _in_use(Wallet, last.wallet_id, owner),
        "to_wallet_id": last.to_wallet_id,
        "rule": pattern.rhythm.rule,
        "starts_on": pattern.next_on,
        "books_from": pattern.next_on,
    }


def _in_use(model: Any, pk: int | None, owner: User) -> int | None:
    rows = model.objects.for_user(owner).filter(pk=pk, is_archived=False)
    return pk if pk is not None and rows.exists() else None


def _links(pattern: Pattern, recurring: RecurringPayment) -> list[Occurrence]:
    """Return what says that a payment of the past was one of these; the first of two on a day stands for it."""
    by_day = {payment.date: payment for payment in reversed(pattern.payments)}
    return [
        Occurrence(
            owner=recurring.owner,
            recurring=recurring,
            due_on=payment.date,
            status=Status.BOOKED,
            **{f"{payment.kind}_id": payment.pk},
        )
        for payment in reversed(by_day.values())
    ]


def decline(pattern: Pattern, *, owner: User, actor: User) -> Activity:
    """Offer this no more; return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        row, is_new = DeclinedOffer.objects.get_or_create(
            owner=owner, key=pattern.key, defaults={"description": pattern.description or "Transfer"}
        )
        edits = [Edit("declinedoffer", row.pk, None, snapshot(row))] if is_new else []
        words = f"Declined “{row.description}” as recurring"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)


def offer_again(declined: DeclinedOffer, *, owner: User, actor: User) -> Activity:
    """Offer again what was declined; return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        edits = [Edit("declinedoffer", declined.pk, snapshot(declined), None)]
        words = f"Offered “{declined.description}” as recurring again"
        activity = log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)
        declined.delete()
        return activity
