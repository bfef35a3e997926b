import datetime

import pytest
from django.urls import reverse

from accounts.models import Notification
from accounts.notifications.choices import Ways, choose_ways
from expenses.budgets.models import Budget
from reports.digest.rounds import tell_everybody
from reports.digest.telling import tell_of_periods

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 3, 2)
"""The week before it ended yesterday, and February two days ago."""


def told(user):
    rows = Notification.objects.for_user(user).order_by("id")
    return [(row.kind, row.title, row.body, row.lines) for row in rows]


@pytest.fixture
def weekly(alice):
    choose_ways(alice, {"week": Ways(in_app=True, email=False, push=False, webhook=False)})


@pytest.fixture
def winter(alice, make_expense, make_category):
    """A January of 200 and a February of 150, of which 50 in its last week."""
    food, fun = make_category(alice, "Food"), make_category(alice, "Fun")
    for date, amount, category in [
        ("2026-01-15", "200", food),
        ("2026-02-03", "60", food),
        ("2026-02-18", "40", fun),
        ("2026-02-25", "50", food),
    ]:
        make_expense(alice, date=datetime.date.fromisoformat(date), amount=amount, category=category)
    Budget.objects.create(owner=alice, category=food, amount=100, currency="EUR", starts_on="2026-01-01")


def test_month_that_is_over_is_told_once_with_budgets(alice, winter):
    first, second = (tell_of_periods(alice, today=MONDAY) for _ in range(2))

    assert (first, second) == (1, 0)
    assert told(alice) == [
        (
            "month",
            "February 2026: €150.00 spent",
            "€50.00 (25%) less than in the time before: €200.00.",
            [["Food", "€110.00"], ["Fun", "€40.00"], ["Budget Food", "€110.00 of €100.00"]],
        )
    ]
    assert Notification.objects.for_user(alice).get().url == reverse("reports:month", args=[2026, 2])


def test_week_that_is_over_is_told_to_those_who_want_it(alice, winter, weekly):
    tell_of_periods(alice, today=MONDAY)

    [week, _month] = told(alice)
    assert week == (
        "week",
        "23 Feb\u2009–\u20091 Mar 2026: €50.00 spent",
        "€10.00 (25%) more than in the time before: €40.00.",
        [["Food", "€50.00"]],
    )


def test_nothing_is_told_where_nothing_was_spent(alice, bob, weekly):
    assert tell_of_periods(alice, today=MONDAY) == 0


def test_month_that_ended_long_ago_is_no_news(alice, winter):
    assert tell_of_periods(alice, today=datetime.date(2026, 3, 8)) == 0


def test_months_are_those_of_the_person(alice, winter):
    alice.month_start_day = 20
    alice.save()

    tell_of_periods(alice, today=datetime.date(2026, 2, 21))

    assert [title for _, title, _, _ in told(alice)] == ["February 2026: €100.00 spent"]


def test_week_begins_on_the_day_of_the_person(alice, winter, weekly):
    alice.first_day_of_week = 6
    alice.save()

    tell_of_periods(alice, today=datetime.date(2026, 2, 22))

    assert [row[1] for row in told(alice)] == ["15–21 Feb 2026: €40.00 spent"]


def test_everybody_awake_is_told(alice, bob, winter, today, time_machine):
    time_machine.move_to("2026-03-02T06:59:00Z", tick=False)
    at_night = tell_everybody()
    time_machine.move_to("2026-03-02T07:00:00Z", tick=False)

    assert (at_night, tell_everybody(), tell_everybody()) == (0, 1, 0)
    assert told(bob) == []
