"""All goals of a person as they stand on a day, in a few queries however many there are."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.goals.growth import Growth, Step, read_growth
from expenses.goals.models import Goal
from expenses.goals.progress import Progress
from expenses.models import Wallet
from expenses.money import round_money
from expenses.names import sort_key
from expenses.periods import Calendar


@dataclass(frozen=True)
class GoalStanding:
    """A goal with its progress, and the wallet that it grows with, None where it grows by contributions."""

    goal: Goal
    progress: Progress
    wallet: Wallet | None
    growth: Growth

    @property
    def kept_in_wallets(self) -> Decimal:
        """Return what is put aside for it in wallets for spending; a wallet that a goal grows with is none of those."""
        is_kept = self.wallet is None and self.goal.is_in_wallets and not self.goal.is_archived
        return max(Decimal(0), self.progress.saved) if is_kept else Decimal(0)

    @property
    def steps(self) -> list[Step]:
        progress = self.progress
        return self.growth.steps(progress.starts_on, progress.today, progress.calendar)


def standings(user: User, *, today: datetime.date, rows: Sequence[Goal] | None = None) -> list[GoalStanding]:
    """Return the goals of a person, or those of `rows`, by name: one query without goals, four at most."""
    goals = list(Goal.objects.for_user(user).order_by()) if rows is None else list(rows)
    ids = {goal.wallet_id for goal in goals if goal.wallet_id is not None}
    wallets = {row.pk: row for row in Wallet.objects.for_user(user).filter(pk__in=ids).order_by()} if ids else {}
    growth, calendar = read_growth(user, goals, wallets), Calendar.of(user)
    found = [
        GoalStanding(
            goal, progress_of(goal, growth[goal.pk], today, calendar), wallets.get(goal.wallet_id or 0), growth[goal.pk]
        )
        for goal in goals
    ]
    return sorted(found, key=lambda one: (sort_key(one.goal.name), one.goal.pk))


def in_use(rows: Iterable[GoalStanding]) -> list[GoalStanding]:
    return [one for one in rows if not one.goal.is_archived]


def behind(user: User, *, today: datetime.date) -> list[GoalStanding]:
    """Return the goals in use that will not be reached in time as things are."""
    return [one for one in in_use(standings(user, today=today)) if one.progress.is_behind]


def progress_of(goal: Goal, growth: Growth, today: datetime.date, calendar: Calendar) -> Progress:
    return Progress(
        target=round_money(goal.target, goal.currency),
        saved=round_money(growth.on(today), goal.currency),
        saved_at_start=round_money(growth.on(goal.starts_on), goal.currency),
        saved_before_month=round_money(growth.before(calendar.month_of(today).start), goal.currency),
        currency=goal.currency,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        today=today,
        calendar=calendar,
    )
