"""Sends what is due to one person: each message by itself, and what may be collected as the letter of the day."""

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.notifications import letters, pushing, webhooks
from accounts.notifications.channels import Channel
from accounts.notifications.claims import claim, due, note_problem, note_sent, postpone
from accounts.notifications.clock import Clock
from accounts.notifications.kinds import kind_named
from accounts.notifications.models import Delivery, DeliveryTimes
from accounts.notifications.problems import NotDelivered
from accounts.notifications.telling import clock_of

AT_ONCE = 200
"""How many deliveries one job sends; the next look finds the rest."""

CLOSED = NotDelivered("The account is closed.", permanent=True)


def deliver_due(owner_id: int) -> int:
    """Send what is due to a person, and return how many deliveries got out."""
    person = User.objects.get(pk=owner_id)
    times, _ = DeliveryTimes.objects.get_or_create(owner=person)
    waiting = list(due(owner_id)[:AT_ONCE])
    alone = [delivery for delivery in waiting if not is_collected(delivery)]
    together = [delivery for delivery in waiting if is_collected(delivery)]
    sent = sum(_send_alone(delivery, person, clock_of(person, times)) for delivery in alone)
    return sent + (_send_letter_of_the_day(together, person, times) if together else 0)


def is_collected(delivery: Delivery) -> bool:
    """Say whether it goes with the letter of the day."""
    told = delivery.notification
    return delivery.channel == Channel.EMAIL and not told.is_urgent and kind_named(told.kind).is_collected


def _send_alone(delivery: Delivery, person: User, clock: Clock) -> int:
    if _must_wait([delivery], clock) or not claim(delivery):
        return 0
    return _send([delivery], person, _sender(Channel(delivery.channel)))


def _send_letter_of_the_day(deliveries: Sequence[Delivery], person: User, times: DeliveryTimes) -> int:
    """Send all as one letter, unless the day has had its letter; where sending fails, the day has had none."""
    clock, now = clock_of(person, times), timezone.now()
    if _must_wait(deliveries, clock):
        return 0
    today = clock.today(now)
    # Together: another worker must not find the day taken and the deliveries still free.
    with transaction.atomic():
        is_first = _take_the_day(person, today)
        ours = [delivery for delivery in deliveries if is_first and claim(delivery)]
    if not is_first:
        for delivery in deliveries:
            postpone(delivery, clock.next_letter(now, last_on=today))
        return 0
    sent = _send(ours, person, letters.send) if ours else 0
    if not sent:
        DeliveryTimes.objects.for_user(person).filter(letter_on=today).update(letter_on=times.letter_on)
    return sent


def _take_the_day(person: User, today: datetime.date) -> bool:
    """Say whether this letter is the first of the day: of two workers, one is told so."""
    free = DeliveryTimes.objects.for_user(person).filter(Q(letter_on__isnull=True) | Q(letter_on__lt=today))
    return bool(free.update(letter_on=today))


def _must_wait(deliveries: Sequence[Delivery], clock: Clock) -> bool:
    """Put off until the quiet hours are over what is not urgent, and say whether that was so."""
    now = timezone.now()
    end = clock.after_quiet(now)
    if end == now or any(delivery.notification.is_urgent for delivery in deliveries):
        return False
    for delivery in deliveries:
        postpone(delivery, end)
    return True


def _send(deliveries: Sequence[Delivery], person: User, send: Callable[[Sequence[Delivery], User], None]) -> int:
    """Send what was claimed, note what came of it, and return how many deliveries got out."""
    try:
        if not person.is_active:
            raise CLOSED
        send(deliveries, person)
    except NotDelivered as problem:
        for delivery in deliveries:
            note_problem(delivery, problem)
        return 0
    for delivery in deliveries:
        note_sent(delivery)
    return len(deliveries)


def _sender(channel: Channel) -> Callable[[Sequence[Delivery], User], None]:
    return {Channel.EMAIL: letters.send, Channel.PUSH: pushing.send, Channel.WEBHOOK: webhooks.send}[channel]
