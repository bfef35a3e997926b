"""What was deleted lately and can be had back: deletions with the first of their expenses."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.models import Expense
from expenses.paging import Column, Order, Page, page_after, read_whole_number

PAGE_ROWS = 50
LATEST_FIRST = Order((Column("id", read_whole_number, is_descending=True),))


def deletions_page(user: User, after: str) -> Page[Activity]:
    """Return deletions of the last 30 days that were not undone, the latest first, with `example` of each.

    `example` is the description of its newest expense. Raises KeyInvalid for a wrong `after`.
    """
    deleted = Expense.objects.deleted_by(user).filter(deleted_in=OuterRef("pk")).order_by("-date", "-id")
    deletions = Activity.objects.for_user(user).filter(
        kind=Activity.Kind.DELETE, undone_at__isnull=True, created_at__gt=timezone.now() - KEPT_FOR
    )
    examples = deletions.annotate(example=Subquery(deleted.values("description")[:1]))
    return page_after(examples, LATEST_FIRST, after, size=PAGE_ROWS)
