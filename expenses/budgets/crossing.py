"""Which budgets have reached the per cent at which a person wants to be told, and which of them by one expense."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

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


def crossed(user: User, *, today: datetime.date) -> list[Crossing]:
    """Return which per cent of which budgets in use are reached today, the lowest of a budget first.

    However many budgets there are, it takes the queries of their list: six at most, one where there are none.
    """
    standings = Budgets(user, today=today).standings(today)
    return [Crossing(one, percent) for one in standings for percent in one.budget.percents if one.reaches(percent)]


def crossed_by(expense: Expense, user: User, *, today: datetime.date) -> list[Crossing]:
    """Return the highest per cent that each budget in use reached by a new `expense`, and had not before.

    Each budget is looked at in its period of the day on which the expense counts, by itself: with few budgets of long
    history that reads far less than all of them together. Without budgets it takes one query.
    """
    worth = expense.home_amount
    if worth is None or worth <= 0:
        return []
    budgets = Budgets(user, today=today)
    budgets.rows = _touched(expense, budgets)
    found = []
    for one in [budgets.standing_alone(row, expense.counted_on) for row in budgets.counted(expense.counted_on)]:
        new = [percent for percent in one.budget.percents if one.reaches(percent) and not one.reaches(percent, worth)]
        found += [Crossing(one, max(new))] if new else []
    return found


def _touched(expense: Expense, budgets: Budgets) -> list[Budget]:
    """Return the budgets in use in which an expense counts that is not split."""
    links = ExpenseTag.objects.for_user(budgets.user).filter(expense=expense)
    tag_ids = set(links.values_list("tag_id", flat=True)) if budgets.tag_ids else set()
    return [row for row in budgets.rows if not row.is_archived and _counts(expense, tag_ids, row, budgets)]


def _counts(expense: Expense, tag_ids: Collection[int], budget: Budget, budgets: Budgets) -> bool:
    if budget.tag_id is not None:
        return budget.tag_id in tag_ids
    return budget.is_overall or expense.category_id in budgets.tree.ids_below(budget.category_id or 0)
