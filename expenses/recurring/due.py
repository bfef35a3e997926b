"""Which days of a recurring payment are open: neither booked nor skipped, nor paused away."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db.models import Q

from accounts.models import User
from expenses.recurring.choices import Status
from expenses.recurring.models import Occurrence, RecurringPayment
from expenses.recurring.series import DAY, LAST_DAY, Series

FEW_DAYS = 2
"""Up to so many days are written by an UPDATE each, more of them by one for all."""

Rows = Mapping[datetime.date, Occurrence]
"""What became of one recurring payment, by the day of its rule."""


@dataclass(frozen=True)
class Due:
    """An open occurrence: of `due_on`, a day of the rule, to be booked on `date` with `amount`, as far as is known."""

    recurring: RecurringPayment
    due_on: datetime.date
    date: datetime.date
    amount: Decimal
    row: Occurrence | None = None


def series_of(recurring: RecurringPayment) -> Series:
    """Return all days of its rule, those included that are paused away or lie before it was planned."""
    return Series(
        recurring.rule, recurring.starts_on, recurring.ends_on, recurring.times, times_before=recurring.times_before
    )


def open_until(recurring: RecurringPayment, rows: Rows, last: datetime.date) -> Iterator[Due]:
    """Yield what is open up to `last`, in the order of the rule; `rows` are those that `rows_by_day` returns."""
    if recurring.next_on is None:
        return
    for row in rows.values():
        if row.status == Status.CHANGED and (due := _changed(recurring, row)).date <= last and _runs(recurring, due):
            yield due
    for day in _days(recurring, recurring.next_on, last):
        if day not in rows:
            yield Due(recurring, day, day, recurring.amount)


def first_open(recurring: RecurringPayment, rows: Rows, *, since: datetime.date | None = None) -> datetime.date | None:
    """Return before which day nothing is open, None where nothing is at all.

    `rows` are all of the payment, or those from `since` on and the changed ones, where nothing was open before it.
    """
    changed = (_changed(recurring, row) for row in rows.values() if row.status == Status.CHANGED)
    days = [due.date for due in changed if _runs(recurring, due)]
    planned = (day for day in _days(recurring, since or recurring.books_from, LAST_DAY) if day not in rows)
    return min([*days, *islice(planned, 1)], default=None)


def rows_by_day(recurring: Iterable[RecurringPayment], owner: User) -> Mapping[int, dict[datetime.date, Occurrence]]:
    """Return what became of what may still be open of some payments, by their ids, in one query."""
    firsts = {one.pk: one.next_on for one in recurring if one.next_on is not None}
    found: Mapping[int, dict[datetime.date, Occurrence]] = defaultdict(dict)
    if firsts:
        still = Q(due_on__gte=min(firsts.values())) | Q(status=Status.CHANGED)
        for row in Occurrence.objects.for_user(owner).filter(still, recurring__in=firsts).order_by("due_on"):
            found[row.recurring_id][row.due_on] = row
    return found


def look_ahead(owner: User, recurring_ids: Iterable[int] | None = None) -> None:
    """Work out anew what is next: of some payments, or of all of `owner`."""
    plans = RecurringPayment.objects.for_user(owner)
    rows = Occurrence.objects.for_user(owner)
    if recurring_ids is not None:
        ids = list(recurring_ids)
        plans, rows = plans.filter(pk__in=ids), rows.filter(recurring__in=ids)
    known: dict[int, dict[datetime.date, Occurrence]] = defaultdict(dict)
    for row in rows:
        known[row.recurring_id][row.due_on] = row
    moved = []
    for plan in plans:
        was, plan.next_on = plan.next_on, first_open(plan, known[plan.pk])
        if plan.next_on != was:
            moved.append(plan)
    write_next(moved, owner)


def write_next(plans: Iterable[RecurringPayment], owner: User) -> None:
    """Write what is next of each, and nothing else: nobody has changed them."""
    by_day: dict[datetime.date | None, list[RecurringPayment]] = defaultdict(list)
    for plan in plans:
        by_day[plan.next_on].append(plan)
    rows = RecurringPayment.objects.for_user(owner)
    if len(by_day) > FEW_DAYS:
        rows.bulk_update([plan for ones in by_day.values() for plan in ones], ["next_on"])
        return
    for day, ones in by_day.items():
        rows.filter(pk__in=[plan.pk for plan in ones]).update(next_on=day)


def _changed(recurring: RecurringPayment, row: Occurrence) -> Due:
    amount = recurring.amount if row.amount is None else row.amount
    return Due(recurring, row.due_on, row.date or row.due_on, amount, row)


def _runs(recurring: RecurringPayment, due: Due) -> bool:
    return recurring.paused_on is None or due.date < recurring.paused_on


def _days(recurring: RecurringPayment, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    if recurring.paused_on is not None:
        last = min(last, recurring.paused_on - DAY)
    return series_of(recurring).between(max(first, recurring.books_from), last)
