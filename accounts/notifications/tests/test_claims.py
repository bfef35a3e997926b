import datetime

import pytest

from accounts.models import Delivery, DeliveryTimes
from accounts.notifications.claims import LEASE, claim, due, owners_with_due
from accounts.notifications.tasks import deliver_what_is_due
from accounts.notifications.telling import notify

pytestmark = pytest.mark.django_db


def say(user, **more):
    return notify(user, kind="import", key="1", title="Done", **more)


def test_of_two_workers_one_sends(alice, webhook, today):
    say(alice)
    [first], [second] = list(due(alice.pk)), list(due(alice.pk))

    assert (claim(first), claim(second)) == (True, False)


def test_what_died_with_its_worker_is_due_again_after_a_while(alice, webhook, today, time_machine):
    say(alice)
    claim(due(alice.pk).get())
    held = owners_with_due()

    time_machine.shift(LEASE)

    assert (held, owners_with_due()) == ([], [alice.pk])


def test_quiet_hours_hold_back_what_is_not_urgent(alice, webhook, receiver, deliver, delivery_of, today, time_machine):
    DeliveryTimes.objects.create(owner=alice, quiet_from=datetime.time(10), quiet_until=datetime.time(16))
    say(alice)
    during = deliver()

    time_machine.move_to("2026-03-14T16:00:00Z", tick=False)

    assert (during, delivery_of("webhook").due_at.hour) == (0, 16)
    assert deliver() == 1


def test_quiet_hours_chosen_later_hold_back_what_waits(alice, webhook, receiver, deliver, delivery_of, today):
    say(alice)
    DeliveryTimes.objects.create(owner=alice, quiet_from=datetime.time(10), quiet_until=datetime.time(16))

    assert deliver() == 0
    assert (delivery_of("webhook").due_at.hour, delivery_of("webhook").attempts) == (16, 0)


def test_worker_wakes_whoever_has_something_due(alice, bob, webhook, receiver, today, time_machine):
    say(alice)
    say(bob)

    answer = deliver_what_is_due.func()

    assert answer == "1 people."
    assert Delivery.objects.for_user(alice).get(channel="webhook").state == "sent"


def test_what_is_told_in_a_request_goes_out_after_it(
    alice, webhook, receiver, today, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        say(alice)

    assert len(receiver.requests) == 1
