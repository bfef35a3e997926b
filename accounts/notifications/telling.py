"""Tells a person something, once, by the ways they chose for its kind."""

import datetime
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from accounts.notifications.channels import Channel
from accounts.notifications.choices import Ways, ways_of
from accounts.notifications.clock import Clock
from accounts.notifications.kinds import Kind, all_kinds
from accounts.notifications.models import (
    DAYS_AHEAD,
    LETTERS_AT,
    Delivery,
    DeliveryTimes,
    Notification,
    PushSubscription,
    Webhook,
)
from accounts.notifications.tasks import deliver_to

TITLE_LENGTH = 200


def notify(
    user: User,
    *,
    kind: str,
    key: str,
    title: str,
    body: str = "",
    url: str = "",
    lines: Iterable[tuple[str, str]] = (),
    urgent: bool = False,
) -> Notification | None:
    """Tell `user` something and return it, or None where the same `key` of this kind was said before.

    `url` is a path of this site. `lines` are pairs of a name and a value that stand below the text, such as amounts in
    the person's locale. What is urgent waits for nothing. Raise KeyError for a kind that the settings do not name.
    """
    known = all_kinds()[kind]
    ways = ways_of(user, known)
    fields = {
        "title": Truncator(title).chars(TITLE_LENGTH),
        "body": body,
        "url": url,
        "lines": [list(line) for line in lines],
        "is_urgent": urgent,
        "is_shown": ways.in_app,
    }
    with transaction.atomic():
        told, is_new = Notification.objects.get_or_create(owner=user, kind=kind, key=key, defaults=fields)
        if is_new:
            _send_on_its_ways(told, user, known, ways)
            count_unread(user)
    return told if is_new else None


def said(user: User, kind: str, keys: Iterable[str]) -> set[str]:
    """Return which of the keys were told before, in one query: for those who look at many things every hour."""
    wanted = list(keys)
    told = Notification.objects.for_user(user).filter(kind=kind, key__in=wanted)
    return set(told.values_list("key", flat=True)) if wanted else set()


def count_unread(user: User) -> None:
    """Count what the person has not opened yet, for the badge on every page."""
    user.unread_notifications = Notification.objects.for_user(user).unread().count()
    User.objects.filter(pk=user.pk).update(unread_notifications=user.unread_notifications)


def days_ahead_of(user: User) -> int:
    """Return how many days before something is due the person wants to know."""
    chosen = DeliveryTimes.objects.for_user(user).values_list("days_ahead", flat=True).first()
    return DAYS_AHEAD if chosen is None else chosen


def days_ahead_of_each(people: Sequence[User]) -> dict[int, int]:
    """Return the same for many people, by their ids, in one query."""
    chosen = dict(DeliveryTimes.objects.filter(owner__in=people).values_list("owner_id", "days_ahead"))
    return {one.pk: chosen.get(one.pk, DAYS_AHEAD) for one in people}


def clock_of(user: User, times: DeliveryTimes | None) -> Clock:
    zone = ZoneInfo(user.time_zone)
    if times is None:
        return Clock(zone, None, None, LETTERS_AT)
    return Clock(zone, times.quiet_from, times.quiet_until, times.letters_at)


def _send_on_its_ways(told: Notification, user: User, kind: Kind, ways: Ways) -> None:
    """Write a delivery for each way out, and wake the worker where one need not wait."""
    now = timezone.now()
    deliveries = list(_deliveries(told, user, ways))
    times = DeliveryTimes.objects.for_user(user).first()
    for delivery in deliveries:
        delivery.due_at = now if told.is_urgent else _moment_of(delivery, kind, clock_of(user, times), times, now)
    Delivery.objects.bulk_create(deliveries)
    if any(delivery.due_at <= now for delivery in deliveries):
        transaction.on_commit(lambda: deliver_to.enqueue(owner_id=user.pk))


def _deliveries(told: Notification, user: User, ways: Ways) -> Iterable[Delivery]:
    """Make, unsaved, one for each address there is."""
    if ways.email and user.email:
        yield Delivery(owner=user, notification=told, channel=Channel.EMAIL)
    if ways.push:
        for browser in PushSubscription.objects.for_user(user):
            yield Delivery(owner=user, notification=told, channel=Channel.PUSH, subscription=browser)
    if ways.webhook and Webhook.objects.for_user(user).exists():
        yield Delivery(owner=user, notification=told, channel=Channel.WEBHOOK)


def _moment_of(
    delivery: Delivery, kind: Kind, clock: Clock, times: DeliveryTimes | None, now: datetime.datetime
) -> datetime.datetime:
    """Return when a delivery that is not urgent may go out."""
    if delivery.channel == Channel.EMAIL and kind.is_collected:
        return clock.next_letter(now, last_on=times.letter_on if times else None)
    return clock.after_quiet(now)
