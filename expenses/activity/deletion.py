"""Delete expenses so that they can be had back: a deletion is one entry of the activity log."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.activity.tasks import purge_deletion
from expenses.counting import CountedAs
from expenses.models import Expense, Portion
from expenses.querysets import ExpenseQuerySet, PortionQuerySet


def delete_expenses(rows: ExpenseQuerySet, *, owner: User, actor: User) -> Activity | None:
    """Delete the live expenses of `owner` in `rows` with one statement; return what to undo, None where there are none.

    They are purged KEPT_FOR later.
    """
    with transaction.atomic():
        deletion = Activity.objects.create(owner=owner, kind=Activity.Kind.DELETE, actor=actor, row_count=0)
        chosen = rows.for_user(owner).order_by()
        _portions_of(chosen, owner).update(deleted_in=deletion)
        deletion.row_count = chosen.update(deleted_in=deletion)
        if not deletion.row_count:
            deletion.delete()
            return None
        deletion.save(update_fields=["row_count"])
        purge_deletion.using(run_after=timezone.now() + KEPT_FOR).enqueue(owner_id=owner.pk, activity_id=deletion.pk)
    return deletion


def undo_deletion(activity_id: int, *, owner: User) -> int:
    """Bring the expenses of a deletion back and return how many; 0 where it was undone before, or purged."""
    with transaction.atomic():
        open_deletions = Activity.objects.for_user(owner).filter(kind=Activity.Kind.DELETE, undone_at__isnull=True)
        if not open_deletions.filter(pk=activity_id).update(undone_at=timezone.now()):
            return 0
        Portion.objects.filter(owner=owner, deleted_in_id=activity_id).update(deleted_in=None)
        return Expense.objects.deleted_by(owner).filter(deleted_in_id=activity_id).update(deleted_in=None)


def _portions_of(rows: ExpenseQuerySet, owner: User) -> PortionQuerySet:
    in_portions = rows.filter(counted_as__lt=CountedAs.BOTH)
    return Portion.objects.for_user(owner).filter(expense__in=in_portions.values("pk"))
