"""All budgets of a person around a day, in a few queries however many there are and however long their history."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from expenses.budgets.choices import Rhythm
from expenses.budgets.limits import Limits, NoRate, worth_at_home
from expenses.budgets.models import Budget, BudgetChange
from expenses.budgets.rhythm import last_periods, period_before, period_of
from expenses.budgets.spending import Spending, read_spending, read_spending_of
from expenses.budgets.standing import Standing, carries, stand
from expenses.categories.tree import CategoryTree
from expenses.models import Tag
from expenses.names import sort_key
from expenses.periods import Calendar, Month, Period, Year

EVERYTHING = "All expenses"


@dataclass(frozen=True)
class Group:
    """The budgets of one rhythm in the period that a day lies in. `can_copy`: some had another amount just before."""

    rhythm: Rhythm
    period: Period
    standings: list[Standing]
    can_copy: bool
    today: datetime.date

    @property
    def is_current(self) -> bool:
        return self.today in self.period

    @property
    def month(self) -> Month | None:
        return self.period if isinstance(self.period, Month) and self.period.named else None

    @property
    def year(self) -> Year | None:
        return self.period if isinstance(self.period, Year) else None

    @property
    def shows_days(self) -> bool:
        return self.period.shows_days if isinstance(self.period, Month | Year) else False

    @property
    def day_before(self) -> datetime.date:
        return self.period.start - datetime.timedelta(days=1)

    @property
    def day_after(self) -> datetime.date:
        return self.period.end


@dataclass(frozen=True)
class Overview:
    groups: list[Group]
    archived: list[tuple[Budget, str]]
    without_rate: list[tuple[Budget, str]]

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.archived or self.without_rate)

    @property
    def unvalued(self) -> int:
        """Return how many expenses have no rate, of the budget that has most of them."""
        return max((one.without_rate for group in self.groups for one in group.standings), default=0)


class Budgets:
    """The budgets of a person, with what is needed to say how each stands in any period up to that of `day`."""

    def __init__(self, user: User, *, today: datetime.date, rows: Sequence[Budget] | None = None) -> None:
        self.user, self.today = user, today
        self.calendar, self.currency = Calendar.of(user), user.home_currency
        self.rows = list(Budget.objects.for_user(user).order_by("pk")) if rows is None else list(rows)
        self.worth = worth_at_home(user, today)

    @cached_property
    def tree(self) -> CategoryTree:
        return CategoryTree.of(self.user)

    @cached_property
    def tag_names(self) -> dict[int, str]:
        ids = self.tag_ids
        return dict(Tag.objects.for_user(self.user).filter(pk__in=ids).values_list("pk", "name")) if ids else {}

    @property
    def tag_ids(self) -> set[int]:
        return {row.tag_id for row in self.rows if row.tag_id is not None}

    @cached_property
    def changes(self) -> dict[int, list[BudgetChange]]:
        found: dict[int, list[BudgetChange]] = defaultdict(list)
        rows = BudgetChange.objects.for_user(self.user).filter(budget__in=[row.pk for row in self.rows])
        for change in rows.order_by("period_start", "pk") if self.rows else ():
            found[change.budget_id].append(change)
        return found

    @cached_property
    def limits(self) -> dict[int, Limits]:
        """Return the amounts of each budget whose amounts all have a rate."""
        found = {}
        for row in self.rows:
            try:
                found[row.pk] = Limits(row, self.changes[row.pk], self.worth)
            except NoRate:
                continue
        return found

    def name(self, budget: Budget) -> str:
        """Return what a budget is called: its own name, or else what it is for."""
        return budget.name or self.thing(budget)

    def thing(self, budget: Budget) -> str:
        if budget.category_id is not None:
            known = self.tree.by_id.get(budget.category_id)
            return known.path if known else "Category"
        return f"#{self.tag_names.get(budget.tag_id, '')}" if budget.tag_id is not None else EVERYTHING

    def period(self, budget: Budget, day: datetime.date) -> Period:
        return period_of(budget.rhythm, day, self.calendar)

    def counted(self, day: datetime.date) -> list[Budget]:
        """Return the budgets in use that have begun by the end of their period of `day`, and have rates."""
        return [
            row
            for row in self.rows
            if not row.is_archived and row.pk in self.limits and row.starts_on < self.period(row, day).end
        ]

    def read(
        self, budgets: Sequence[Budget], day: datetime.date, periods_back: int = 0, until: datetime.date | None = None
    ) -> Spending:
        """Return the spending that tells how `budgets` stand on `day`, in so many periods before, and `until` a day.

        That day itself is left out, and at least the periods of `day` are whole.
        """
        spans = [self._span(row, day, periods_back) for row in budgets]
        end = max([*(span.end for span in spans), *([until] if until else [])])
        span = Period(min(span.start for span in spans), end)
        return read_spending(self.user, span, self.tree, {row.tag_id for row in budgets if row.tag_id is not None})

    def _span(self, budget: Budget, day: datetime.date, periods_back: int = 0) -> Period:
        """Return the days that tell how a budget stands on `day`, and in so many periods before."""
        period = self.period(budget, day)
        starts = [period.start]
        if carries(budget):
            starts.append(self.period(budget, budget.starts_on).start)
        starts += [one.start for one in last_periods(budget.rhythm, period, periods_back, self.calendar)[:1]]
        return Period(min(starts), period.end)

    def standing_alone(self, budget: Budget, day: datetime.date) -> Standing:
        """Return how one budget stands in its period of `day`, reading nothing of the others."""
        spending = read_spending_of(self.user, budget, self._span(budget, day), self.tree)
        return self.standing(budget, self.period(budget, day), spending)

    def standing(self, budget: Budget, period: Period, spending: Spending) -> Standing:
        return stand(
            budget,
            self.name(budget),
            period=period,
            today=self.today,
            limits=self.limits[budget.pk],
            spent=spending.of(budget),
            calendar=self.calendar,
            currency=self.currency,
        )

    def standings(self, day: datetime.date) -> list[Standing]:
        """Return how each budget that counts stands in its period of `day`; overall ones first, then by name."""
        budgets = self.counted(day)
        if not budgets:
            return []
        spending = self.read(budgets, day)
        found = [self.standing(row, self.period(row, day), spending) for row in budgets]
        return sorted(found, key=lambda one: (not one.budget.is_overall, sort_key(one.name), one.budget.pk))

    def differs_from_before(self, budget: Budget, period: Period) -> bool:
        """Say whether the budget had another amount in the period before."""
        before = period_before(budget.rhythm, period, self.calendar)
        limits = self.limits[budget.pk]
        return budget.starts_on < before.end and limits.of(before) != limits.of(period)


def read_overview(user: User, day: datetime.date, *, today: datetime.date) -> Overview:
    """Return all budgets of the person as they stand in their periods of `day`."""
    budgets = Budgets(user, today=today)
    standings = budgets.standings(day)
    groups = [_group(budgets, rhythm, standings, day) for rhythm in Rhythm]
    no_rate = [row for row in budgets.rows if not row.is_archived and row.pk not in budgets.limits]
    return Overview(
        [group for group in groups if group.standings],
        [(row, budgets.name(row)) for row in budgets.rows if row.is_archived],
        [(row, budgets.name(row)) for row in no_rate],
    )


def _group(budgets: Budgets, rhythm: Rhythm, standings: list[Standing], day: datetime.date) -> Group:
    own = [one for one in standings if one.budget.rhythm == rhythm]
    can_copy = any(budgets.differs_from_before(one.budget, one.period) for one in own)
    return Group(rhythm, period_of(rhythm, day, budgets.calendar), own, can_copy, budgets.today)


def read_one(user: User, budget: Budget, day: datetime.date, *, today: datetime.date, back: int) -> list[Standing]:
    """Return how one budget stands in its period of `day` and stood in up to `back` before it, the latest first."""
    budgets = Budgets(user, today=today, rows=[budget])
    if budget.pk not in budgets.limits:
        return []
    last = budgets.period(budget, day)
    first = budgets.period(budget, budget.starts_on)
    periods = [one for one in last_periods(budget.rhythm, last, back, budgets.calendar) if one.start >= first.start]
    spending = budgets.read([budget], day, periods_back=back)
    return [budgets.standing(budget, one, spending) for one in [last, *reversed(periods)]]
