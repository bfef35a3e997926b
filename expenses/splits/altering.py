"""One change of how an expense counts: in one transaction, in the activity log, by who has seen the latest."""

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.entry import ChangedMeanwhile
from expenses.locks import lock_ledger
from expenses.models import Expense
from expenses.splits.recounting import Part, recount

Alteration = Callable[[Expense], Sequence[Part] | None]
"""Sets fields of an expense, and returns its parts: None for those that it has."""


def alter(
    expense_id: int,
    alteration: Alteration,
    *,
    summary: str,
    owner: User,
    actor: User,
    seen: datetime.datetime | None = None,
) -> Activity:
    """Do `alteration` to a live expense of `owner`, count it anew, and return what to undo.

    `summary` is a sentence with {name} for the expense. Raises Expense.DoesNotExist, ChangedMeanwhile where it is not
    as it was `seen`, and what the alteration raises; nothing is changed then.
    """
    with transaction.atomic():
        lock_ledger(owner)
        expense = Expense.objects.for_user(owner).select_for_update().get(pk=expense_id)
        if seen is not None and expense.updated_at != seen:
            raise ChangedMeanwhile
        expense.owner = owner
        before = snapshot(expense)
        recount(expense, alteration(expense))
        edit = Edit("expense", expense.pk, before, snapshot(expense))
        sentence = summary.format(name=f"“{expense.description}”")
        return log(Activity.Kind.EDIT, sentence, owner=owner, actor=actor, edits=[edit])
