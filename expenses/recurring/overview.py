"""What the pages of recurring payments show: what waits, what is next and what it costs."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from accounts.models import User
from expenses.models import Occurrence, RecurringPayment
from expenses.recurring.choices import Kind, Status
from expenses.recurring.costs import Cost, read_costs
from expenses.recurring.due import Due, open_until, rows_by_day, series_of
from expenses.recurring.rhythm import Rhythm
from expenses.recurring.series import DAY, LAST_DAY
from expenses.recurring.upcoming import Upcoming, upcoming
from expenses.totals import Tally, Total

MONTHS = 12
DAYS_OFFERED = 12
"""From how many of the days that are open a change may begin."""
SHOWN_OPEN = 6
SHOWN_PAST = 60


@dataclass(frozen=True)
class PlanRow:
    """One line of the list. `number` is that of the next payment, where there is a number of them."""

    plan: RecurringPayment
    rhythm: str
    number: int | None
    cost: Cost | None


@dataclass(frozen=True)
class Sums:
    """What running payments of a kind come to in a year, in the home currency, at today's rates."""

    yearly: Total

    @property
    def monthly(self) -> Decimal:
        return self.yearly.amount / MONTHS


@dataclass(frozen=True)
class Overview:
    waiting: list[Upcoming]
    running: list[PlanRow]
    paused: list[PlanRow]
    ended: list[PlanRow]
    spent: Sums
    earned: Sums

    @property
    def is_empty(self) -> bool:
        return not (self.running or self.paused or self.ended)


def read_overview(user: User, *, today: datetime.date) -> Overview:
    """Return all recurring payments of `user`; one that another one follows stands behind that."""
    plans = RecurringPayment.objects.for_user(user).select_related("wallet", "to_wallet", "category")
    followed = set(plans.filter(follows__isnull=False).order_by().values_list("follows_id", flat=True))
    waiting = upcoming(user, until=today, today=today)
    still_open = {one.recurring.pk for one in waiting}
    shown = [plan for plan in plans if plan.pk not in followed or plan.pk in still_open]
    costs = read_costs(user, shown, today=today)
    rows = [_row(plan, costs.get(plan.pk)) for plan in sorted(shown, key=_order)]
    running = [row for row in rows if row.plan.paused_on is None and row.plan.next_on is not None]
    return Overview(
        waiting=waiting,
        running=running,
        paused=[row for row in rows if row.plan.paused_on is not None],
        ended=[row for row in rows if row.plan.paused_on is None and row.plan.next_on is None],
        spent=_sums(running, Kind.EXPENSE, user),
        earned=_sums(running, Kind.INCOME, user),
    )


def _order(plan: RecurringPayment) -> tuple[datetime.date, str, int]:
    return plan.next_on or LAST_DAY, plan.description.casefold(), plan.pk


def _row(plan: RecurringPayment, cost: Cost | None) -> PlanRow:
    return PlanRow(plan, str(Rhythm.parse(plan.rule)), number_of(plan, plan.next_on), cost)


def number_of(plan: RecurringPayment, day: datetime.date | None) -> int | None:
    """Return the how many-eth payment `day` is, None where there is no number of them."""
    return series_of(plan).number_of(day) if plan.times is not None and day is not None else None


def _sums(rows: Iterable[PlanRow], kind: Kind, user: User) -> Sums:
    mine = [row.cost for row in rows if row.plan.kind == kind and row.cost is not None]
    valued = [cost.yearly_at_home for cost in mine if cost.yearly_at_home is not None]
    return Sums(Tally(sum(valued, Decimal(0)), len(mine), len(valued)).total(user.home_currency))


def open_ones(plan: RecurringPayment, count: int = SHOWN_OPEN) -> list[Due]:
    """Return the next open occurrences, in the order of the rule."""
    rows = rows_by_day([plan], plan.owner)[plan.pk]
    found = list(islice(open_until(plan, rows, LAST_DAY), count + len(rows)))
    return sorted(found, key=lambda due: (due.date, due.due_on))[:count]


def days_to_change_from(plan: RecurringPayment, *, today: datetime.date) -> list[datetime.date]:
    """Return the days from which on the terms of `plan` can change: those open behind the last that is done with."""
    done = Occurrence.objects.for_user(plan.owner).filter(recurring=plan).exclude(status=Status.CHANGED)
    last = done.order_by("-due_on").values_list("due_on", flat=True).first()
    first = max(plan.books_from, last + DAY) if last else plan.books_from
    return series_of(plan).next_days(DAYS_OFFERED, since=first) or [max(today, first)]


def plan_behind(record_kind: str, record_id: int, user: User) -> RecurringPayment | None:
    """Return the recurring payment that a record, such as an "expense", was booked for; None where it was for none."""
    rows = Occurrence.objects.for_user(user).filter(**{record_kind: record_id}).select_related("recurring")
    found = rows.order_by("pk").first()
    return found.recurring if found else None


def past_ones(plan: RecurringPayment, ids: Iterable[int]) -> list[Occurrence]:
    """Return what was booked and skipped lately of `plan` and those before it, whose ids are `ids`; latest first."""
    rows = Occurrence.objects.for_user(plan.owner).filter(recurring__in=ids).exclude(status=Status.CHANGED)
    return list(
        rows.select_related("expense", "income", "transfer__from_wallet").order_by("-due_on", "-pk")[:SHOWN_PAST]
    )
