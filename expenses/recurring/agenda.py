"""What is due, was booked and was skipped on each day of a month: the calendar of recurring payments."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.urls import reverse

from accounts.models import User
from expenses.models import Occurrence
from expenses.periods import Calendar, Month
from expenses.recurring.choices import Kind, Status
from expenses.recurring.series import DAY
from expenses.recurring.upcoming import Upcoming, upcoming
from expenses.totals import Tally, Total

MONTHS_AHEAD = 24
"""How far the calendar reaches."""
MOVED_DAYS = 62
"""How far from its day a booked payment is looked for."""

PLAN = ("recurring_id", "due_on", "status", "recurring__kind", "recurring__description")
EXPECTED = ("recurring__amount", "recurring__currency")
RECORDS = (
    "expense_id", "expense__date", "expense__amount", "expense__currency", "expense__home_amount",
    "expense__deleted_in",
    "income_id", "income__date", "income__amount", "income__currency", "income__home_amount", "income__deleted_in",
    "transfer_id", "transfer__date", "transfer__from_amount", "transfer__from_wallet__currency",
    "transfer__deleted_in",
)  # fmt: skip


class State(StrEnum):
    DUE = "due"
    OVERDUE = "overdue"
    BOOKED = "booked"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Item:
    """One payment on a day. `amount` is above zero, in `currency`; `home_amount` its worth at home, where known."""

    date: datetime.date
    description: str
    kind: Kind
    state: State
    amount: Decimal
    currency: str
    home_amount: Decimal | None
    url: str

    @property
    def is_open(self) -> bool:
        return self.state in (State.DUE, State.OVERDUE)

    @property
    def counts(self) -> bool:
        return self.state is not State.SKIPPED


@dataclass(frozen=True)
class Day:
    date: datetime.date
    items: tuple[Item, ...]
    is_in_month: bool
    is_today: bool


@dataclass(frozen=True)
class Agenda:
    """A month of a person's calendar. `overdue_before` says how many payments from before it are still open."""

    month: Month
    days: tuple[Day, ...]
    currency: str
    overdue_before: int

    @property
    def items(self) -> list[Item]:
        return [item for day in self.days for item in day.items]

    @property
    def weekdays(self) -> list[datetime.date]:
        """Return days by which to name the columns."""
        return [day.date for day in self.days[:7]]

    def total(self, *kinds: Kind) -> Total:
        """Return the sum of what was booked and is open of these kinds."""
        counted = [item for item in self.items if item.counts and item.kind in kinds]
        valued = [item.home_amount for item in counted if item.home_amount is not None]
        return Tally(sum(valued, Decimal(0)), len(counted), len(valued)).total(self.currency)

    @property
    def goes(self) -> Total:
        return self.total(Kind.EXPENSE)

    @property
    def comes(self) -> Total:
        return self.total(Kind.INCOME)


def read_agenda(user: User, month: Month, *, today: datetime.date) -> Agenda:
    """Return what happens in `month`: three queries, and one more for each other currency and year."""
    open_items = [_item_of(one) for one in upcoming(user, until=month.last_day, today=today)]
    items = [*open_items, *_past_items(user, month)]
    days = _days(month, items, Calendar.of(user), today)
    before = sum(item.date < month.start for item in open_items)
    return Agenda(month, tuple(days), user.home_currency, before)


def _days(month: Month, items: Iterable[Item], calendar: Calendar, today: datetime.date) -> Iterator[Day]:
    """Yield the days of whole weeks around the month; those outside of it are empty."""
    by_day: dict[datetime.date, list[Item]] = defaultdict(list)
    for item in items:
        by_day[item.date].append(item)
    day, end = calendar.week_of(month.start).start, calendar.week_of(month.last_day).end
    while day < end:
        is_in_month = day in month
        yield Day(day, tuple(by_day[day]) if is_in_month else (), is_in_month, day == today)
        day += DAY


def _item_of(due: Upcoming) -> Item:
    state = State.OVERDUE if due.is_overdue else State.DUE
    plan = due.recurring
    return Item(
        due.due, plan.description, due.kind, state, due.amount, due.currency, due.home_amount, plan.get_absolute_url()
    )


def _past_items(user: User, month: Month) -> Iterator[Item]:
    """Yield what was booked in the month, by the day of its record, and what was skipped."""
    rows = Occurrence.objects.for_user(user).exclude(status=Status.CHANGED).order_by("due_on", "pk")
    near = rows.filter(due_on__gte=month.start - MOVED_DAYS * DAY, due_on__lt=month.end + MOVED_DAYS * DAY)
    for row in near.values(*PLAN, *EXPECTED, *RECORDS):
        item = _skipped(row) if row["status"] == Status.SKIPPED else _booked(row)
        if item is not None and item.date in month:
            yield item


def _skipped(row: dict[str, Any]) -> Item:
    url = reverse("expenses:recurring-detail", args=[row["recurring_id"]])
    amount, currency = (row[name] for name in EXPECTED)
    return Item(
        row["due_on"], row["recurring__description"], Kind(row["recurring__kind"]), State.SKIPPED, amount, currency,
        None, url,
    )  # fmt: skip


def _booked(row: dict[str, Any]) -> Item | None:
    """Return what was booked; None where its record was deleted since."""
    kind = Kind(row["recurring__kind"])
    pk = row[f"{kind}_id"]
    if pk is None or row[f"{kind}__deleted_in"] is not None:
        return None
    is_transfer = kind == Kind.TRANSFER
    amount, currency = ("from_amount", "from_wallet__currency") if is_transfer else ("amount", "currency")
    return Item(
        row[f"{kind}__date"],
        row["recurring__description"],
        kind,
        State.BOOKED,
        row[f"{kind}__{amount}"],
        row[f"{kind}__{currency}"],
        None if is_transfer else row[f"{kind}__home_amount"],
        reverse(f"expenses:{kind}-detail", args=[pk]),
    )
