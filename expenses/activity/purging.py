"""Delete for good what nobody has taken back in time."""

import datetime

from django.db import transaction
from django.utils import timezone

from expenses.activity.models import Activity
from expenses.models import Expense

KEPT_FOR = datetime.timedelta(days=30)


def purge(activity_id: int, *, owner_id: int) -> int:
    """Delete the expenses of a deletion for good and return how many.

    It is 0 where the deletion was undone, or purged before, or may still be undone.
    """
    over = timezone.now() - KEPT_FOR
    with transaction.atomic():
        deletion = Activity.objects.filter(
            owner_id=owner_id, pk=activity_id, undone_at__isnull=True, created_at__lte=over
        )
        count, _ = Expense.objects.filter(owner_id=owner_id, deleted_in__in=deletion.values("pk")).delete()
        deletion.delete()
    return count
