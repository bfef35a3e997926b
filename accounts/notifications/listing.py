"""A page of what a person was told, the latest first, by the days of their time zone."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notifications.kinds import Kind, kind_named
from accounts.notifications.models import Notification

PAGE_ROWS = 50
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Told:
    """A notification as the page shows it."""

    row: Notification

    @property
    def kind(self) -> Kind:
        return kind_named(self.row.kind)


@dataclass(frozen=True)
class ToldPage:
    """Notifications by the day on which they came, and the address of the page with older ones, or ""."""

    days: list[tuple[datetime.date, list[Told]]]
    next_url: str


def told_page(user: User, before: str) -> ToldPage:
    """Return those older than the key `before`, the latest where it is no key."""
    rows = Notification.objects.for_user(user).shown().order_by("-id")
    if before.isascii() and before.isdecimal() and len(before) <= len(str(LARGEST_ID)):
        rows = rows.filter(pk__lt=min(int(before), LARGEST_ID))
    found = list(rows[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    next_url = reverse("notifications:notification-list", query={"before": shown[-1].pk}) if found[PAGE_ROWS:] else ""
    days = [(day, [Told(row) for row in group]) for day, group in groupby(shown, key=_day)]
    return ToldPage(days, next_url)


def _day(row: Notification) -> datetime.date:
    return timezone.localtime(row.created_at).date()
