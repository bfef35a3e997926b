"""The budget of all that a person spends, for a page that adds up its days anyway: one query, and one standing."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.models import User
from expenses.budgets.choices import Rhythm
from expenses.budgets.limits import Limits, NoRate, worth_at_home
from expenses.budgets.models import Budget, BudgetChange
from expenses.budgets.overview import EVERYTHING
from expenses.budgets.rhythm import period_of
from expenses.budgets.spending import SpentByDay
from expenses.budgets.standing import Standing, carries, stand
from expenses.periods import Calendar, Period
from expenses.prepared import WHOEVER, Prepared, to_amount, to_day

FIRST_CHOICE = [Rhythm.MONTH, Rhythm.WEEK, Rhythm.QUARTER, Rhythm.YEAR]
FIELDS = ("id", "name", "amount", "currency", "rhythm", "carries_left", "carries_overspent", "starts_on")
CHANGE_FIELDS = ("period_start", "reaches_back", "amount", "currency")


@dataclass(frozen=True)
class Overall:
    """An overall budget in its period of `today`. `span` has the days that tell how it stands."""

    budget: Budget
    limits: Limits
    period: Period
    today: datetime.date
    calendar: Calendar
    currency: str

    @property
    def span(self) -> Period:
        first = self.period
        if carries(self.budget):
            first = period_of(self.budget.rhythm, min(self.budget.starts_on, first.start), self.calendar)
        return Period(first.start, self.period.end)

    def standing(self, spent: SpentByDay) -> Standing:
        return stand(
            self.budget,
            self.budget.name or EVERYTHING,
            period=self.period,
            today=self.today,
            limits=self.limits,
            spent=spent,
            calendar=self.calendar,
            currency=self.currency,
        )


def read_overall(user: User, *, today: datetime.date) -> Overall | None:
    """Return the overall budget that counts today, that of the month first; None where there is none with a rate."""
    calendar, worth = Calendar.of(user), worth_at_home(user, today)
    rows = _budgets(user)
    for budget in sorted(rows, key=lambda row: (FIRST_CHOICE.index(Rhythm(row.rhythm)), row.pk)):
        period = period_of(budget.rhythm, today, calendar)
        if budget.starts_on >= period.end:
            continue
        try:
            limits = Limits(budget, rows[budget], worth)
        except NoRate:
            continue
        return Overall(budget, limits, period, today, calendar, user.home_currency)
    return None


def _budgets(user: User) -> dict[Budget, list[BudgetChange]]:
    """Return the overall budgets in use, each with its changes by day."""
    found: dict[Budget, list[BudgetChange]] = {}
    for row in _OVERALL.run(user):
        budget = Budget(owner=user, **_read(FIELDS, row[: len(FIELDS)]))
        changes = found.setdefault(budget, [])
        change = dict(zip(CHANGE_FIELDS, row[len(FIELDS) :], strict=True))
        if change["period_start"] is not None:
            changes.append(BudgetChange(owner=user, budget=budget, **_read(change, change.values())))
    return found


def _with_changes() -> QuerySet[Any, Any]:
    rows = Budget.objects.for_user(WHOEVER).filter(category__isnull=True, tag__isnull=True, is_archived=False)
    said = FilteredRelation("period_changes", condition=Q(period_changes__owner=WHOEVER.pk))
    columns = (*FIELDS, *(f"said__{name}" for name in CHANGE_FIELDS))
    return rows.annotate(said=said).order_by("pk", "said__period_start").values_list(*columns)


_OVERALL = Prepared(_with_changes)
READERS: dict[str, Callable[[Any], Any]] = {
    "amount": to_amount,
    "starts_on": to_day,
    "period_start": to_day,
    "carries_left": bool,
    "carries_overspent": bool,
    "reaches_back": bool,
}


def _read(names: Iterable[str], row: Iterable[Any]) -> dict[str, Any]:
    """Return the fields of a row as a model has them."""
    return {name: READERS[name](value) if name in READERS else value for name, value in zip(names, row, strict=True)}
