"""Recurring payments booked: by themselves when their day has come, or one at a time when the person says so.

All of it happens under the lock of the person's ledger, in one transaction with the row that says it was done: who
comes second, or again, finds the row and books nothing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, Snapshot, log, snapshot, snapshot_many
from expenses.activity.models import Activity
from expenses.bulk_insert import NewRecord, insert_records
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.messages import shorten
from expenses.models import Occurrence, RecurringPayment, RecurringTag, Transfer
from expenses.record_kinds import KINDS
from expenses.recurring.choices import Status
from expenses.recurring.due import Due, first_open, look_ahead, open_until, rows_by_day, write_next
from expenses.wallets.choices import amount_in_wallet

AT_ONCE = 500
"""How many are booked in one transaction."""

ALREADY = "This was booked or skipped meanwhile."
OCCURRENCE = "occurrence"


@dataclass(frozen=True)
class Ready:
    """An open occurrence, and what it moves in the wallets it touches, each in the wallet's own currency."""

    due: Due
    left: Decimal | None
    arrived: Decimal | None = None


def book_due(owner: User, *, today: datetime.date) -> int:
    """Book what books itself and has come up to `today`, each on its own day; return how many.

    What cannot be booked because no rate is known stays open, and the next run tries it again.
    """
    count = 0
    while booked := _book_some(owner, today):
        count += booked
        if booked < AT_ONCE:
            break
    return count


def _book_some(owner: User, today: datetime.date) -> int:
    mine = RecurringPayment.objects.for_user(owner).filter(books_itself=True, next_on__lte=today)
    if not mine.exists():
        return 0
    with transaction.atomic():
        lock_ledger(owner)
        plans = list(mine.select_related("wallet", "to_wallet").order_by("pk"))
        rows = rows_by_day(plans, owner)
        book = RateBook(owner, today=today)
        found = (due for plan in plans for due in open_until(plan, rows[plan.pk], today))
        ready = list(islice(_bookable(found, owner, book), AT_ONCE))
        if not ready:
            return 0
        edits = _write(ready, owner=owner, author=None, book=book)
        # The rows of the occurrences are not part of it: who takes the records back does not want them booked again.
        log(Activity.Kind.ADD, f"{_words(ready)} by itself", owner=owner, actor=owner, edits=edits)
        _look_ahead(ready, rows, owner)
        return len(ready)


def book_one(
    recurring_id: int,
    due_on: datetime.date,
    *,
    owner: User,
    actor: User,
    date: datetime.date | None = None,
    amount: Decimal | None = None,
) -> Activity:
    """Book one open occurrence, on another day or with another amount where those are said; return what to undo.

    Raises RecurringPayment.DoesNotExist, and ValidationError where it is not open any more or no rate is known.
    """
    with transaction.atomic():
        lock_ledger(owner)
        due = find_open(recurring_id, due_on, owner)
        due = replace(due, date=date or due.date, amount=amount or due.amount)
        book = RateBook(owner)
        before = snapshot(due.row) if due.row else None
        ready = [_ready(due, owner, book)]
        edits = _write(ready, owner=owner, author=actor if actor != owner else None, book=book)
        row = Occurrence.objects.for_user(owner).get(recurring=due.recurring, due_on=due_on)
        edits.append(Edit(OCCURRENCE, row.pk, before, snapshot(row)))
        activity = log(Activity.Kind.ADD, _words(ready), owner=owner, actor=actor, edits=edits)
        look_ahead(owner, [due.recurring.pk])
        return activity


def find_open(recurring_id: int, due_on: datetime.date, owner: User) -> Due:
    """Return the open occurrence of a day of the rule; raise ValidationError where it is none, or DoesNotExist."""
    plan = RecurringPayment.objects.for_user(owner).select_related("wallet", "to_wallet").get(pk=recurring_id)
    rows = rows_by_day([plan], owner)[plan.pk]
    last = max([due_on, *(row.date for row in rows.values() if row.due_on == due_on and row.date)])
    found = next((due for due in open_until(plan, rows, last) if due.due_on == due_on), None)
    if found is None:
        raise ValidationError(ALREADY)
    return found


def _bookable(found: Iterable[Due], owner: User, book: RateBook) -> Iterator[Ready]:
    for due in found:
        try:
            yield _ready(due, owner, book)
        except ValidationError:
            # No rate is known: it waits, is shown as overdue, and the person can say the amount.
            continue


def _ready(due: Due, owner: User, book: RateBook) -> Ready:
    plan = due.recurring

    def moves(wallet_name: str, said: Decimal | None = None) -> Decimal | None:
        wallet = getattr(plan, wallet_name)
        return amount_in_wallet(due.amount, plan.currency, wallet, said, owner=owner, day=due.date, book=book)

    return Ready(due, moves("wallet"), moves("to_wallet", plan.to_amount) if plan.is_transfer else None)


def _words(ready: Sequence[Ready]) -> str:
    names = dict.fromkeys(one.due.recurring.description for one in ready)
    if len(names) == 1:
        return f"Booked {shorten(next(iter(names)))}" + (f" {len(ready)} times" if len(ready) > 1 else "")
    return f"Booked {len(ready)} recurring payments"


def _write(ready: Sequence[Ready], *, owner: User, author: User | None, book: RateBook) -> list[Edit]:
    """Write the records and the rows that say so; return what came into being of the former."""
    by_kind: dict[str, list[Ready]] = defaultdict(list)
    for one in ready:
        by_kind[one.due.recurring.kind].append(one)
    tags = _tags_of(ready, owner)
    edits: list[Edit] = []
    for name, ones in by_kind.items():
        ids = _insert(name, ones, tags, owner=owner, author=author, book=book)
        _note(name, dict(zip(ids, ones, strict=True)), owner)
        edits += [Edit(name, pk, None, kept) for pk, kept in _snapshots(name, ids, owner).items()]
    return edits


def _insert(
    name: str, ones: Sequence[Ready], tags: dict[int, list[int]], *, owner: User, author: User | None, book: RateBook
) -> list[int]:
    """Write records of one kind; return their ids in the same order."""
    for kind in KINDS:
        if kind.name == name:
            rows = [_record(one, tags[one.due.recurring.pk], owner, book) for one in ones]
            return insert_records(rows, kind, owner=owner, created_by=author)
    made = Transfer.objects.bulk_create(_transfer(one, owner, author) for one in ones)
    return [transfer.pk for transfer in made]


def _record(one: Ready, tag_ids: list[int], owner: User, book: RateBook) -> NewRecord:
    due, plan = one.due, one.due.recurring
    worth = value_at_home(due.amount, plan.currency, owner, due.date, book=book)
    return NewRecord(
        date=due.date,
        amount=f"{due.amount:f}",
        currency=plan.currency,
        home_amount=None if worth is None else f"{worth:f}",
        description=plan.description,
        category_id=plan.category_id,
        notes=plan.notes,
        tag_ids=tag_ids,
        wallet_id=plan.wallet_id,
        wallet_amount=None if one.left is None else f"{one.left:f}",
    )


def _transfer(one: Ready, owner: User, author: User | None) -> Transfer:
    plan = one.due.recurring
    said: dict[str, Any] = {"from_wallet_id": plan.wallet_id, "to_wallet_id": plan.to_wallet_id}
    said |= {"from_amount": one.left, "to_amount": one.arrived}
    return Transfer(
        owner=owner,
        created_by=author,
        date=one.due.date,
        description=plan.description,
        notes=plan.notes,
        **said,
    )


def _note(name: str, ones: dict[int, Ready], owner: User) -> None:
    """Write of each occurrence that it is booked: one UPDATE each for the few that were changed before."""
    new: list[Occurrence] = []
    for pk, one in ones.items():
        made = {f"{name}_id": pk}
        if one.due.row is None:
            plan = one.due.recurring
            new.append(Occurrence(owner=owner, recurring=plan, due_on=one.due.due_on, status=Status.BOOKED, **made))
        else:
            Occurrence.objects.for_user(owner).filter(pk=one.due.row.pk).update(status=Status.BOOKED, **made)
    Occurrence.objects.bulk_create(new)


def _tags_of(ready: Sequence[Ready], owner: User) -> dict[int, list[int]]:
    plans = {one.due.recurring.pk for one in ready}
    found: dict[int, list[int]] = defaultdict(list)
    links = RecurringTag.objects.for_user(owner).filter(recurring__in=plans).order_by("tag_id")
    for plan_id, tag_id in links.values_list("recurring_id", "tag_id"):
        found[plan_id].append(tag_id)
    return found


def _snapshots(name: str, ids: Sequence[int], owner: User) -> dict[int, Snapshot]:
    for kind in KINDS:
        if kind.name == name:
            return snapshot_many(kind.model.objects.for_user(owner).filter(pk__in=ids), owner_id=owner.pk)
    return {row.pk: snapshot(row) for row in Transfer.objects.for_user(owner).filter(pk__in=ids)}


def _look_ahead(ready: Sequence[Ready], rows: Mapping[int, dict[datetime.date, Occurrence]], owner: User) -> None:
    """Write what is next of what was booked; `rows` are those that there were of the payments before."""
    for one in ready:
        done = Occurrence(due_on=one.due.due_on, status=Status.BOOKED)
        rows[one.due.recurring.pk][one.due.due_on] = done
    plans = {one.due.recurring.pk: one.due.recurring for one in ready}
    for plan in plans.values():
        plan.next_on = first_open(plan, rows[plan.pk], since=plan.next_on)
    write_next(plans.values(), owner)
