"""A payment that counts over several months where reports show payments as spread."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.activity.models import Activity
from expenses.models import FEWEST_MONTHS, MOST_MONTHS, Expense
from expenses.splits.altering import alter
from expenses.splits.recounting import months_after
from expenses.splits.sharing import share_evenly
from expenses.validators import validate_date


@dataclass(frozen=True)
class Instalment:
    """What counts on a day, in the currency of the payment."""

    date: datetime.date
    amount: Decimal


def instalments(amount: Decimal, currency: str, months: int, first_day: datetime.date) -> list[Instalment]:
    """Return what of `amount` counts when if it is spread over `months` from `first_day` on."""
    amounts = share_evenly(amount, months, currency_digits(currency))
    return [Instalment(months_after(first_day, ahead), part) for ahead, part in enumerate(amounts)]


def spread(
    expense_id: int,
    months: int,
    first_day: datetime.date,
    *,
    owner: User,
    actor: User,
    seen: datetime.datetime | None = None,
) -> Activity:
    """Let an expense of `owner` count over `months` from `first_day` on; return what to undo.

    Raises ValidationError, keyed by field, and what `alter` raises.
    """
    check_spread(months, first_day)

    def stretch(expense: Expense) -> None:
        expense.spread_over, expense.spread_from = months, first_day

    summary = f"Spread {{name}} over {months} months"
    return alter(expense_id, stretch, summary=summary, owner=owner, actor=actor, seen=seen)


def unspread(expense_id: int, *, owner: User, actor: User, seen: datetime.datetime | None = None) -> Activity:
    """Let an expense count on its own day alone again; return what to undo."""

    def gather(expense: Expense) -> None:
        if expense.spread_over is None:
            raise ValidationError("This expense is not spread.")
        expense.spread_over = expense.spread_from = None

    return alter(expense_id, gather, summary="Spread {name} no longer", owner=owner, actor=actor, seen=seen)


def check_spread(months: int, first_day: datetime.date) -> None:
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise ValidationError({"months": f"Spread it over {FEWEST_MONTHS} to {MOST_MONTHS} months."})
    try:
        validate_date(first_day)
    except ValidationError as error:
        raise ValidationError({"first_day": error.messages}) from error
