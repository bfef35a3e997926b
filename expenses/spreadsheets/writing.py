"""Changed expenses written at once, past the ORM's SQL compiler."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.models import User
from expenses.bulk_insert import NewExpense
from expenses.models import ExpenseTag

UPDATE = """
UPDATE expenses_expense SET
    date = %s, counted_on = CASE WHEN is_counted_with_original THEN counted_on ELSE %s END,
    amount = %s, currency = %s, home_amount = %s, description = %s, category_id = %s, notes = %s, updated_at = %s
WHERE owner_id = %s AND id = %s AND deleted_in_id IS NULL
"""


class ChangedExpense(NamedTuple):
    """What the expense `id` shall say from now on. `has_other_tags` tells whether its tags change too."""

    id: int
    after: NewExpense
    has_other_tags: bool


def update_expenses(rows: Sequence[ChangedExpense], *, owner: User) -> None:
    """Write `rows` over expenses of `owner`, inside `transaction.atomic`. Every value must have been validated."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = [
        (after.date.isoformat(), after.date.isoformat(), *after[1:7], now, owner.pk, pk)
        for pk, after, _has_other_tags in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(UPDATE, values)
    retagged = {row.id: row.after.tag_ids for row in rows if row.has_other_tags}
    ExpenseTag.objects.for_user(owner).filter(expense_id__in=list(retagged)).delete()
    ExpenseTag.objects.bulk_create(
        ExpenseTag(owner=owner, expense_id=pk, tag_id=tag) for pk, tags in retagged.items() for tag in tags
    )
