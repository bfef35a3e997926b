"""Which budgets have reached the per cent at which a person wants to be told, and which of them by one expense."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from babel.dates import format_date

from accounts.models import User
from expenses.budgets.choices import Rhythm
from expenses.budgets.models import Budget
from expenses.budgets.overview import Budgets
from expenses.budgets.standing import Standing
from expenses.models import Expense, ExpenseTag
from expenses.money import format_money


@dataclass(frozen=True)
class Crossing:
    """A budget that has reached `percent` of what there is in its period of the day that was asked for."""

    standing: Standing
    percent: int

    @property
    def budget(self) -> Budget:
        return self.standing.budget

    @property
    def key(self) -> str:
        """Return what stays the same as long as there is nothing new to say: budget, period and per cent."""
        return f"budget:{self.budget.pk}:{self.standing.period.start.isoformat()}:{self.percent}"

    def words(self, locale: str) -> str:
        """Return a sentence such as: The budget “Food” has reached 80% this month: €60.00 left."""
        one = self.standing
        if one.is_over:
            over = format_money(one.over, one.currency, locale)
            return f"The budget “{one.name}” is overspent by {over} {self._when(locale)}."
        if one.left == 0:
            return f"The budget “{one.name}” is used up {self._when(locale)}."
        left = format_money(one.left, one.currency, locale)
        return f"The budget “{one.name}” has reached {self.percent}% {self._when(locale)}: {left} left."

    def _when(self, locale: str) -> str:
        noun = Rhythm(self.budget.rhythm).noun
        if self.standing.is_running:
            return f"this {noun}"
        return f"in the {noun} from {format_date(self.standing.period.start, 'medium', locale=locale)}"


@dataclass(frozen=True)
class Counted:
    """What an expense counted before it was changed: `worth` in the home currency on `day`, nought without a rate."""

    worth: Decimal
    day: datetime.date
    category_id: int | None
    tag_ids: frozenset[int]

    @classmethod
    def of(cls, expense: Expense) -> "Counted":
        """Read it off an expense that was loaded `with_tags`."""
        tag_ids = frozenset(link.tag_id for link in expense.tag_links)  # type: ignore[attr-defined]
        return cls(expense.home_amount or Decimal(0), expense.counted_on, expense.category_id, tag_ids)

    def within(self, standing: Standing, budgets: Budgets) -> Decimal:
        """Return how much of it counted in the budget and period of `standing`."""
        is_within = self.day in standing.period and _counts(self.category_id, self.tag_ids, standing.budget, budgets)
        return self.worth if is_within else Decimal(0)


def crossed(user: User, *, today: datetime.date) -> list[Crossing]:
    """Return which per cent of which budgets in use are reached today, the lowest of a budget first.

    However many budgets there are, it takes the queries of their list: six at most, one where there are none.
    """
    standings = Budgets(user, today=today).standings(today)
    return [Crossing(one, percent) for one in standings for percent in one.budget.percents if one.reaches(percent)]


def crossed_by(expense: Expense, user: User, *, today: datetime.date, before: Counted | None = None) -> list[Crossing]:
    """Return the highest per cent that each budget in use reached by `expense`, and had not before.

    `before` is what an expense that was changed counted until then, None for a new one. Each budget is looked at in
    its period of the day on which the expense counts, by itself: with few budgets of long history that reads far less
    than all of them together. Without budgets it takes one query.
    """
    worth = expense.home_amount
    if worth is None or worth <= 0:
        return []
    budgets = Budgets(user, today=today)
    budgets.rows = _touched(expense, budgets)
    found = []
    for one in [budgets.standing_alone(row, expense.counted_on) for row in budgets.counted(expense.counted_on)]:
        added = worth - (before.within(one, budgets) if before else 0)
        new = [percent for percent in one.budget.percents if one.reaches(percent) and not one.reaches(percent, added)]
        found += [Crossing(one, max(new))] if new else []
    return found


def _touched(expense: Expense, budgets: Budgets) -> list[Budget]:
    """Return the budgets in use in which an expense counts that is not split."""
    links = ExpenseTag.objects.for_user(budgets.user).filter(expense=expense)
    tag_ids = set(links.values_list("tag_id", flat=True)) if budgets.tag_ids else set()
    in_use = [row for row in budgets.rows if not row.is_archived]
    return [row for row in in_use if _counts(expense.category_id, tag_ids, row, budgets)]


def _counts(category_id: int | None, tag_ids: Collection[int], budget: Budget, budgets: Budgets) -> bool:
    if budget.tag_id is not None:
        return budget.tag_id in tag_ids
    return budget.is_overall or category_id in budgets.tree.ids_below(budget.category_id or 0)
