"""Records worked out anew at home after rates or the home currency changed: batch by batch, and resumable."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Case, DecimalField, F, QuerySet, Value, When
from django.utils import timezone

from accounts.models import User
from expenses.exchange import tasks
from expenses.exchange.models import Revaluation
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.models import Expense, Income
from expenses.splits.recounting import recount_home

VALUED: dict[str, Any] = {"expense": Expense, "income": Income}
"""The records that have a worth at home, in the order in which they are gone through."""

BATCH_ROWS = 2_000
AT_ONCE_ROWS = 2_000
"""So many are worked out before the page answers; more of them in the background."""

STALLED_AFTER = datetime.timedelta(minutes=1)


class Valued(NamedTuple):
    """What is read of a record to value it."""

    pk: int
    date: datetime.date
    amount: Decimal
    currency: str
    home_amount: Decimal | None


def revalue_ledger(user: User) -> None:
    """Value the whole ledger anew after the home currency of `user` has changed.

    What was paid in the new currency is right at once, and everything else has no rate until it has been worked out:
    no sum ever mixes two home currencies.
    """
    at_home = Case(
        When(currency=user.home_currency, then=F("amount")), default=Value(None), output_field=DecimalField()
    )
    with transaction.atomic():
        lock_ledger(user)
        for model in VALUED.values():
            model.objects.filter(owner=user).update(home_amount=at_home)
        recount_home(user)
        revalue(user)


def revalue(user: User, *, since: datetime.date | None = None) -> None:
    """Have all records in foreign currencies from `since` on worked out anew: a few at once, many in the background.

    One that is under way begins anew, and takes these in.
    """
    with transaction.atomic():
        lock_ledger(user)
        work = _open(user) or Revaluation(owner=user, since=since)
        work.since = min(work.since, since) if work.since and since else None
        work.kind, work.last_id, work.done = next(iter(VALUED)), 0, 0
        work.total = sum(_rows(kind, user, work.since).count() for kind in VALUED)
        if work.total:
            work.save()
        elif work.pk:
            work.delete()
    if 0 < work.total <= AT_ONCE_ROWS:
        run(user.pk)
    elif work.total:
        _go_on(user)


def current(user: User) -> Revaluation | None:
    """Return what is being worked out, None where nothing is; start it again where its worker seems gone."""
    work = _open(user)
    if work and timezone.now() - work.touched_at > STALLED_AFTER:
        Revaluation.objects.for_user(user).filter(pk=work.pk).update(touched_at=timezone.now())
        _go_on(user)
        work = _open(user)
    return work


def run(owner_id: int) -> None:
    """Go on where the last batch ended, up to the end; two that run at once share the work."""
    while _step(owner_id):
        pass


def _go_on(user: User) -> None:
    transaction.on_commit(lambda: tasks.revalue_records.enqueue(owner_id=user.pk))


def _open(user: User) -> Revaluation | None:
    return Revaluation.objects.for_user(user).filter(finished_at__isnull=True).first()


def _step(owner_id: int) -> bool:
    """Value one batch in a transaction of its own; return whether there may be more."""
    with transaction.atomic():
        user = User.objects.filter(pk=owner_id).first()
        if user is None:
            return False
        lock_ledger(user)
        user.refresh_from_db(fields=["home_currency", "time_zone"])
        work = _open(user)
        if work is None:
            return False
        _value_batch(work, user)
        work.save()
        return work.finished_at is None


def _value_batch(work: Revaluation, user: User) -> None:
    """Value the next records, and note how far that is."""
    found = _rows(work.kind, user, work.since).filter(pk__gt=work.last_id).order_by("pk")
    rows = [Valued(*row) for row in found.values_list(*Valued._fields)[:BATCH_ROWS]]
    write_worths(work.kind, user, rows)
    if rows:
        work.last_id = rows[-1].pk
        work.done = min(work.done + len(rows), work.total)
    if len(rows) < BATCH_ROWS:
        following = list(VALUED)[list(VALUED).index(work.kind) + 1 :]
        work.kind, work.last_id = (following[0], 0) if following else (work.kind, work.last_id)
        if not following:
            work.finished_at, work.done = timezone.now(), work.total


def write_worths(kind: str, user: User, rows: Iterable[Valued]) -> None:
    """Write what each record is worth at home, as far as that changed, with the portions that follow from it."""
    book = RateBook(user)
    changed = []
    for row in rows:
        worth = value_at_home(row.amount, row.currency, user, row.date, book=book)
        if worth != row.home_amount:
            changed.append((None if worth is None else str(worth), user.pk, row.pk))
    if not changed:
        return
    table = VALUED[kind]._meta.db_table
    with connection.cursor() as cursor:
        update = f'UPDATE "{table}" SET home_amount = %s WHERE owner_id = %s AND id = %s'  # noqa: S608  our own name
        cursor.executemany(update, changed)
    if kind == "expense":
        recount_home(user, [pk for _worth, _owner, pk in changed])


def _rows(kind: str, user: User, since: datetime.date | None) -> QuerySet:
    """Return the records of a kind in foreign currencies, deleted ones too: they may be brought back."""
    rows: QuerySet = VALUED[kind].objects.filter(owner=user).exclude(currency=user.home_currency).order_by()
    return rows if since is None else rows.filter(date__gte=since)
