"""One payment over several categories, and back into one."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.entry import CATEGORY_GONE
from expenses.models import Expense
from expenses.money import format_money
from expenses.splits.altering import alter
from expenses.splits.recounting import Part, parts_of
from expenses.validators import validate_amount

FEWEST_PARTS, MOST_PARTS = 2, 50


def set_parts(
    expense_id: int, parts: Sequence[Part], *, owner: User, actor: User, seen: datetime.datetime | None = None
) -> Activity:
    """Split an expense of `owner` into `parts`, which sum to it; return what to undo.

    Raises ValidationError for parts that cannot be, and what `alter` raises.
    """

    def split(expense: Expense) -> Sequence[Part]:
        check_parts(parts, expense, locale=owner.locale)
        check_categories(parts, owner)
        return parts

    summary = f"Split {{name}} over {len(parts)} parts"
    return alter(expense_id, split, summary=summary, owner=owner, actor=actor, seen=seen)


def unsplit(expense_id: int, *, owner: User, actor: User, seen: datetime.datetime | None = None) -> Activity:
    """Make one of a split expense again, in the category of its largest part; return what to undo."""

    def join(expense: Expense) -> Sequence[Part]:
        parts = parts_of(expense)
        if not parts:
            raise ValidationError("This expense is not split.")
        expense.category_id = max(parts, key=lambda part: abs(part.amount)).category_id
        return []

    return alter(expense_id, join, summary="Made one of {name} again", owner=owner, actor=actor, seen=seen)


def check_parts(parts: Sequence[Part], expense: Expense, *, locale: str) -> None:
    """Raise ValidationError unless the parts are several, none of them nothing, and sum to the expense."""
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise ValidationError(f"A split has {FEWEST_PARTS} to {MOST_PARTS} parts.")
    for part in parts:
        validate_amount(part.amount, expense.currency)
    left = expense.amount - sum((part.amount for part in parts), Decimal(0))
    if left:
        raise ValidationError(_not_the_whole(left, expense, locale))


def check_categories(parts: Sequence[Part], owner: User) -> None:
    """Raise ValidationError unless each category is one of `owner` for expenses."""
    chosen = {part.category_id for part in parts if part.category_id is not None}
    own = Category.objects.for_user(owner).filter(pk__in=chosen, kind=Category.Kind.EXPENSE)
    if chosen and own.count() != len(chosen):
        raise ValidationError(CATEGORY_GONE)


def _not_the_whole(left: Decimal, expense: Expense, locale: str) -> str:
    size, whole = (format_money(amount, expense.currency, locale) for amount in (abs(left), expense.amount))
    is_short = (left > 0) == (expense.amount > 0)
    if is_short:
        return f"{size} of {whole} is left to split. Add it to a part, or share evenly."
    return f"The parts are {size} more than {whole}. Take it off a part."
