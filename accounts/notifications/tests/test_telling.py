import pytest
from django.db import IntegrityError

from accounts.models import Notification
from accounts.notifications.choices import Ways, choose_ways
from accounts.notifications.telling import notify

pytestmark = pytest.mark.django_db


def say(user, key="groceries:2026-03", **more):
    return notify(user, kind="budget", key=key, title="Groceries is at 80 %", **more)


def test_notify_tells_once(alice):
    first = say(alice, body="€80 of €100.", url="/budgets/1/", lines=[("Spent", "€80")])

    again = say(alice)

    told = Notification.objects.for_user(alice).get()
    assert (told, again) == (first, None)
    assert (told.body, told.url, told.lines) == ("€80 of €100.", "/budgets/1/", [["Spent", "€80"]])


def test_notify_tells_two_people_of_the_same_key(alice, bob):
    say(alice)

    assert say(bob) is not None


def test_notify_counts_what_is_unread(alice):
    say(alice)
    say(alice, key="rent:2026-03")

    alice.refresh_from_db()
    assert alice.unread_notifications == 2


def test_notify_keeps_what_nobody_wants_so_that_it_is_not_said_later(alice):
    choose_ways(alice, {"budget": Ways(in_app=False, email=False, push=False, webhook=False)})

    told = say(alice)

    assert (told.is_shown, told.deliveries.filter(owner=alice).count()) == (False, 0)
    alice.refresh_from_db()
    assert alice.unread_notifications == 0


def test_notify_cuts_a_long_title(alice):
    told = notify(alice, kind="budget", key="long", title="x" * 300)

    assert told.title == "x" * 199 + "…"


def test_notify_refuses_a_kind_that_nobody_registered(alice):
    with pytest.raises(KeyError):
        notify(alice, kind="weather", key="rain", title="It rains")


def test_database_holds_one_of_each_kind_and_key(alice):
    say(alice)

    with pytest.raises(IntegrityError):
        Notification.objects.create(owner=alice, kind="budget", key="groceries:2026-03", title="Again")
