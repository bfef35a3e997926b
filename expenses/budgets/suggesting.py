"""Budgets from one's own history: what is usual in each category, and what an amount would have meant."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from statistics import median

from accounts.models import User
from expenses.budgets.choices import Rhythm
from expenses.budgets.models import Budget
from expenses.budgets.overview import EVERYTHING
from expenses.budgets.rhythm import last_periods, period_of
from expenses.budgets.spending import Spent, read_spending
from expenses.categories.tree import CategoryTree
from expenses.money import round_money
from expenses.periods import Calendar, Period

LOOKED_AT = 6


@dataclass(frozen=True)
class Past:
    """What was spent in each of the last periods that are over, the earliest first, in the home currency."""

    spent: tuple[tuple[Period, Decimal], ...]
    currency: str

    @property
    def amounts(self) -> list[Decimal]:
        return [amount for _, amount in self.spent]

    @property
    def median(self) -> Decimal:
        return round_money(Decimal(median(self.amounts)), self.currency)

    @property
    def suggested(self) -> Decimal:
        """Return the median, up to the next whole unit: nobody plans in cents."""
        return max(Decimal(0), self.median.to_integral_value(rounding=ROUND_CEILING))

    def under(self, amount: Decimal) -> "Trial":
        return Trial(amount, self)


@dataclass(frozen=True)
class Trial:
    """What would have happened with a budget of `amount` in each of the last periods."""

    amount: Decimal
    past: Past

    @property
    def rows(self) -> list[tuple[Period, Decimal, Decimal]]:
        """Return (period, spent, left), what is left being negative where it would have been overspent."""
        return [(period, spent, self.amount - spent) for period, spent in self.past.spent]

    @property
    def count(self) -> int:
        return len(self.past.spent)

    @property
    def held(self) -> int:
        return sum(left >= 0 for _, _, left in self.rows)

    @property
    def broken(self) -> int:
        return self.count - self.held

    @property
    def over(self) -> Decimal:
        """Return by how much it would have been overspent in all."""
        return -sum((left for _, _, left in self.rows if left < 0), Decimal(0))


@dataclass(frozen=True)
class Suggestion:
    """A budget that fits how a person spends. `category_id` is None for all expenses."""

    category_id: int | None
    name: str
    depth: int
    past: Past

    @property
    def trial(self) -> Trial:
        return self.past.under(self.past.suggested)


def suggestions(user: User, *, today: datetime.date) -> list[Suggestion]:
    """Return budgets by month for all and for each category that has none and usually takes something."""
    tree, calendar = CategoryTree.of(user), Calendar.of(user)
    periods = past_periods(Rhythm.MONTH, today, calendar)
    spending = read_spending(user, _span(periods), tree)
    rows = Budget.objects.for_user(user).filter(rhythm=Rhythm.MONTH, is_archived=False, tag__isnull=True)
    taken = set(rows.order_by().values_list("category_id", flat=True))
    places = [(None, EVERYTHING, 0), *((node.pk, node.path, node.depth) for node in tree if not node.is_archived)]
    found = [
        Suggestion(pk, name, depth, _past(spending.of_category(pk), periods, user.home_currency))
        for pk, name, depth in places
        if pk not in taken
    ]
    return [one for one in found if one.past.suggested > 0]


def past_of(user: User, budget: Budget, *, today: datetime.date) -> Past:
    """Return what was spent on what `budget`, which need not be saved, is for in its last periods."""
    periods = past_periods(budget.rhythm, today, Calendar.of(user))
    tags = [budget.tag_id] if budget.tag_id is not None else []
    spending = read_spending(user, _span(periods), CategoryTree.of(user), tags)
    return _past(spending.of(budget), periods, user.home_currency)


def past_periods(rhythm: str, today: datetime.date, calendar: Calendar) -> list[Period]:
    """Return the last periods that are over, in order."""
    return last_periods(rhythm, period_of(rhythm, today, calendar), LOOKED_AT, calendar)


def _past(spent: Spent, periods: Sequence[Period], currency: str) -> Past:
    return Past(
        tuple((period, round_money(spent.within(period.start, period.end).sum, currency)) for period in periods),
        currency,
    )


def _span(periods: Sequence[Period]) -> Period:
    return Period(periods[0].start, periods[-1].end)
