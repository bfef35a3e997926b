"""Notes what a person has opened, and keeps the count of what they have not."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.notifications.models import Notification
from accounts.notifications.querysets import NotificationQuerySet
from accounts.notifications.telling import count_unread


def mark_read(user: User, pk: int) -> None:
    _mark(user, Notification.objects.for_user(user).filter(pk=pk))


def mark_all_read(user: User) -> None:
    _mark(user, Notification.objects.for_user(user))


def _mark(user: User, rows: NotificationQuerySet) -> None:
    with transaction.atomic():
        if rows.unread().update(read_at=timezone.now()) or user.unread_notifications:
            count_unread(user)
