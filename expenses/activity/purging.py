"""Delete for good what nobody has taken back in time."""

import datetime

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from expenses.activity.models import Activity, Change
from expenses.models import Expense, Income, StatementLine, Transfer
from expenses.recurring.following import let_go
from expenses.refunds.following import release

KEPT_FOR = datetime.timedelta(days=30)
DELETABLE = (Expense, Income, Transfer)
"""Records that are deleted softly: `deleted_in` names the activity that did it."""


def purge(activity_id: int, *, owner_id: int) -> int:
    """Delete the records of a deletion for good and return how many; what belongs to them goes with them.

    It is 0 where the deletion was undone, or purged before, or may still be undone.
    """
    over = timezone.now() - KEPT_FOR
    with transaction.atomic():
        deletion = Activity.objects.filter(
            owner_id=owner_id, pk=activity_id, undone_at__isnull=True, created_at__lte=over
        )
        count = sum(_purge(model, owner_id, deletion) for model in DELETABLE)
        _unused(deletion, owner_id).delete()
    return count


def purge_log(owner_id: int) -> int:
    """Forget what was done more than KEPT_FOR ago, and return how many activities are gone.

    One that records still name, such as the import that brought them, stays without its details.
    """
    over = timezone.now() - KEPT_FOR
    with transaction.atomic():
        old = Activity.objects.filter(owner_id=owner_id, created_at__lte=over)
        Change.objects.filter(owner_id=owner_id, activity__in=old.values("pk")).delete()
        count, _ = _unused(old, owner_id).delete()
    return count


def purge_all_logs() -> int:
    """Do `purge_log` for everybody, a transaction a person, and return how many activities are gone."""
    return sum(purge_log(owner_id) for owner_id in User.objects.order_by("pk").values_list("pk", flat=True))


def _purge(model: type[Expense | Income | Transfer], owner_id: int, deletion: models.QuerySet) -> int:
    doomed = model._base_manager.filter(owner_id=owner_id, deleted_in__in=deletion.values("pk"))
    if model is Expense:
        # A refund outlives what it refunded, and then stands for itself.
        release(doomed, owner_id=owner_id)  # type: ignore[arg-type]
    if model is Transfer:
        _purge_replaced(doomed, owner_id)
    let_go(doomed, owner_id=owner_id)
    return doomed.delete()[0]


def _purge_replaced(doomed: models.QuerySet, owner_id: int) -> None:
    """Delete the expenses and incomes whose place transfers took that go for good; no import brings them back."""
    lines = StatementLine.objects.filter(owner_id=owner_id, transfer__in=doomed.values("pk"), replaced_id__isnull=False)
    for kept, side in ((Expense, lines.filter(amount__lt=0)), (Income, lines.filter(amount__gt=0))):
        ids = [pk or 0 for pk in side.values_list("replaced_id", flat=True)]
        kept._base_manager.filter(owner_id=owner_id, pk__in=ids, deleted_in__isnull=False).delete()


def _unused(activities: models.QuerySet, owner_id: int) -> models.QuerySet:
    """Return those that no record names."""
    for model in DELETABLE:
        for name in ("deleted_in", "imported_in"):
            named = model._base_manager.filter(owner_id=owner_id, **{name: OuterRef("pk")})
            activities = activities.filter(~Exists(named))
    return activities
