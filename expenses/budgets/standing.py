"""How a budget stands in a period: what it has, what is spent and left, and whether that goes too fast."""

import datetime
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from accounts.currencies import currency_digits
from expenses.budgets.carrying import carry
from expenses.budgets.limits import Limits
from expenses.budgets.models import Budget
from expenses.budgets.rhythm import periods_from
from expenses.budgets.spending import SpentByDay
from expenses.money import round_money
from expenses.periods import Calendar, Period

FULL = 1000


@dataclass(frozen=True)
class Standing:
    """One budget in one period, in the home currency. `amount` is said of the period, `carried` comes from before."""

    budget: Budget
    name: str
    period: Period
    today: datetime.date
    currency: str
    amount: Decimal
    usual: Decimal
    carried: Decimal
    spent: Decimal
    spent_so_far: Decimal
    without_rate: int = 0

    @property
    def available(self) -> Decimal:
        return self.amount + self.carried

    @property
    def left(self) -> Decimal:
        return self.available - self.spent

    @property
    def owed(self) -> Decimal:
        """Return what was overspent before and comes off here."""
        return -self.carried

    @property
    def over(self) -> Decimal:
        return -self.left

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def is_changed(self) -> bool:
        """Say whether this period has another amount than usual."""
        return self.amount != self.usual

    @property
    def is_running(self) -> bool:
        return self.today in self.period

    @property
    def days_passed(self) -> int:
        """Return how many days of the period have begun, today among them."""
        passed = (self.today - self.period.start).days + 1
        return max(0, min(passed, self.period.days))

    @property
    def days_left(self) -> int:
        """Return how many days there are still to spend on, today among them."""
        return self.period.days - self.days_passed + 1 if self.is_running else 0

    @property
    def per_day(self) -> Decimal | None:
        """Return what may be spent on each day that is left, never more than there is; None where nothing is left."""
        if not self.is_running or self.left <= 0:
            return None
        unit = Decimal(1).scaleb(-currency_digits(self.currency))
        return (self.left / self.days_left).quantize(unit, rounding=ROUND_DOWN)

    @property
    def even(self) -> Decimal:
        """Return what would be spent by the end of today if every day took the same."""
        return round_money(max(self.available, Decimal(0)) * self.days_passed / self.period.days, self.currency)

    @property
    def ahead(self) -> Decimal:
        """Return how much more than evenly has been spent so far; negative where it is less."""
        return self.spent_so_far - self.even

    @property
    def is_fast(self) -> bool:
        return self.is_running and not self.is_over and self.ahead > 0

    @property
    def bar(self) -> int:
        """Return the part that is spent, of 1000: full where more is spent than there is."""
        if self.available <= 0:
            return FULL if self.spent > 0 or self.available < 0 else 0
        return max(0, min(FULL, int(self.spent * FULL / self.available)))

    @property
    def percent(self) -> int | None:
        """Return how many per cent are spent; None where there is nothing to spend."""
        return int(self.spent * 100 / self.available) if self.available > 0 else None

    def reaches(self, percent: int, without: Decimal = Decimal(0)) -> bool:
        """Say whether so many per cent of what there is are spent, or would be `without` an amount of that."""
        spent = self.spent - without
        return spent > 0 and spent * 100 >= self.available * percent

    @property
    def day_mark(self) -> str:
        """Return where in the bar the day stands, of 100, as an SVG writes it."""
        return f"{100 * self.days_passed / self.period.days:.1f}"

    @property
    def bar_width(self) -> str:
        return f"{self.bar / 10:.1f}"


def stand(
    budget: Budget,
    name: str,
    *,
    period: Period,
    today: datetime.date,
    limits: Limits,
    spent: SpentByDay,
    calendar: Calendar,
    currency: str,
) -> Standing:
    """Return how a budget stands in `period`, with what its periods before hand on to it."""
    tally = spent.within(period.start, period.end)
    until_tomorrow = max(period.start, min(period.end, today + datetime.timedelta(days=1)))
    return Standing(
        budget=budget,
        name=name,
        period=period,
        today=today,
        currency=currency,
        amount=round_money(limits.of(period), currency),
        usual=round_money(limits.standing(period), currency),
        carried=carried_into(budget, period, limits=limits, spent=spent, calendar=calendar, currency=currency),
        spent=round_money(tally.sum, currency),
        spent_so_far=round_money(spent.within(period.start, until_tomorrow).sum, currency),
        without_rate=tally.count - tally.valued,
    )


def carried_into(
    budget: Budget, period: Period, *, limits: Limits, spent: SpentByDay, calendar: Calendar, currency: str
) -> Decimal:
    """Return what the budget's periods before `period` hand on to it."""
    if not carries(budget):
        return Decimal(0)
    history = (
        (round_money(limits.of(one), currency), round_money(spent.within(one.start, one.end).sum, currency))
        for one in periods_from(budget.rhythm, budget.starts_on, period.start, calendar)
    )
    return carry(history, left=budget.carries_left, overspent=budget.carries_overspent)


def carries(budget: Budget) -> bool:
    return budget.carries_left or budget.carries_overspent
