"""Forgets what was told long ago, with what became of it."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.notifications.models import Notification
from accounts.notifications.telling import count_unread

KEPT_FOR = datetime.timedelta(days=400)
"""Longer than a year: what comes once a year is still known to have been said."""


def clear(owner_id: int) -> int:
    """Forget one person's old notifications, and return how many rows went; the database lets deliveries follow."""
    old = Notification.objects.filter(owner_id=owner_id, created_at__lte=timezone.now() - KEPT_FOR)
    with transaction.atomic():
        count = old._raw_delete(old.db)
        if count:
            count_unread(User.objects.get(pk=owner_id))
    return count


def clear_all() -> int:
    """Do `clear` for everybody, and return how many rows went."""
    return sum(clear(owner_id) for owner_id in User.objects.order_by("pk").values_list("pk", flat=True))
