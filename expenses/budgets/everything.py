"""The budget of all that is spent in a month, as one amount in the settings."""

import datetime
from decimal import Decimal

from accounts.models import User
from expenses.activity.models import Activity
from expenses.budgets.choices import Rhythm
from expenses.budgets.models import Budget
from expenses.budgets.saving import delete_budget, save_budget
from expenses.periods import Calendar


def budget_of_everything(user: User) -> Budget | None:
    """Return the person's budget for everything in a month, where they use one."""
    rows = Budget.objects.for_user(user).filter(category__isnull=True, tag__isnull=True, is_archived=False)
    found: Budget | None = rows.filter(rhythm=Rhythm.MONTH).order_by("pk").first()
    return found


def set_budget_of_everything(
    amount: Decimal | None, *, owner: User, actor: User, today: datetime.date
) -> Activity | None:
    """Let a person spend `amount` of their home currency in a month, from this one on; None for no such budget.

    Return what to undo, None where it was so already. Raises ValidationError.
    """
    known = budget_of_everything(owner)
    if amount is None:
        return delete_budget(known, owner=owner, actor=actor) if known else None
    budget = known or Budget(owner=owner, rhythm=Rhythm.MONTH, starts_on=Calendar.of(owner).month_of(today).start)
    if known and (known.amount, known.currency) == (amount, owner.home_currency):
        return None
    budget.amount, budget.currency = amount, owner.home_currency
    return save_budget(budget, owner=owner, actor=actor, today=today, from_now=True)
