"""Delete records so that they can be had back: a deletion is one entry of the activity log."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.activity.tasks import purge_deletion
from expenses.counting import CountedAs
from expenses.messages import shorten
from expenses.models import Portion
from expenses.querysets import PortionQuerySet, RecordQuerySet
from expenses.record_kinds import RecordKind, kind_of


def delete_records(rows: RecordQuerySet, *, owner: User, actor: User) -> Activity | None:
    """Delete the live records of `owner` in `rows`, all of one kind, with one statement.

    Return what to undo, None where there are none. They are purged KEPT_FOR later.
    """
    with transaction.atomic():
        deletion = Activity.objects.create(owner=owner, kind=Activity.Kind.DELETE, actor=actor, row_count=0)
        chosen = rows.for_user(owner).order_by()
        kind = kind_of(rows.model)
        if kind.can_be_split:
            _portions_of(chosen, owner).update(deleted_in=deletion)
        deletion.row_count = chosen.update(deleted_in=deletion)
        if not deletion.row_count:
            deletion.delete()
            return None
        deletion.summary = _words(deletion, kind, owner)
        deletion.save(update_fields=["row_count", "summary"])
        purge_deletion.using(run_after=timezone.now() + KEPT_FOR).enqueue(owner_id=owner.pk, activity_id=deletion.pk)
    return deletion


def _words(deletion: Activity, kind: RecordKind, owner: User) -> str:
    if deletion.row_count > 1:
        return f"Deleted {kind.counted(deletion.row_count)}"
    deleted = kind.model.objects.deleted_by(owner).filter(deleted_in=deletion)
    name = deleted.values_list("description", flat=True).get()
    return f"Deleted {shorten(name)}"


def _portions_of(rows: RecordQuerySet, owner: User) -> PortionQuerySet:
    in_portions = rows.filter(counted_as__lt=CountedAs.BOTH)
    return Portion.objects.for_user(owner).filter(expense__in=in_portions.values("pk"))
