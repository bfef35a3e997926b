import datetime
from decimal import Decimal

import pytest
import time_machine as clock
from django.urls import reverse

from accounts.models import DeliveryTimes, Notification
from expenses.budgets.models import Budget
from expenses.goals.models import Goal, GoalContribution
from expenses.recurring.models import RecurringPayment
from expenses.reminders.bills import tell_of_bills
from expenses.reminders.budgets import tell_of_budgets
from expenses.reminders.goals import tell_of_goals
from expenses.reminders.rounds import LookFailed, people_awake, remind_everybody

pytestmark = pytest.mark.django_db


def told(user, kind):
    rows = Notification.objects.for_user(user).filter(kind=kind).order_by("id")
    return [(row.title, row.body) for row in rows]


# Budgets


@pytest.fixture
def food(alice, make_category):
    category = make_category(alice, "Food")
    Budget.objects.create(owner=alice, category=category, amount=400, currency="EUR", starts_on="2026-01-01")
    return category


def test_budget_is_told_at_each_of_its_marks_once(alice, food, make_expense, today):
    make_expense(alice, amount="320", category=food)
    first = [tell_of_budgets(alice, today=today) for _ in range(2)]
    make_expense(alice, amount="100", category=food)

    second = [tell_of_budgets(alice, today=today) for _ in range(2)]

    assert (first, second) == ([1, 0], [1, 0])
    assert [title for title, _ in told(alice, "budget")] == [
        "Food: 80% of the budget are spent",
        "Food: the budget is overspent",
    ]


def test_budget_tells_of_its_highest_mark_alone(alice, food, make_expense, today):
    make_expense(alice, amount="400", category=food)

    tell_of_budgets(alice, today=today)

    assert [title for title, _ in told(alice, "budget")] == ["Food: 100% of the budget are spent"]


def test_budget_that_falls_back_does_not_tell_of_a_lower_mark(alice, food, make_expense, today):
    expense = make_expense(alice, amount="400", category=food)
    tell_of_budgets(alice, today=today)
    expense.amount = expense.home_amount = Decimal(330)
    expense.save()

    assert tell_of_budgets(alice, today=today) == 0


def test_budget_is_told_again_in_the_next_month(alice, food, make_expense, today):
    make_expense(alice, amount="330", category=food)
    tell_of_budgets(alice, today=today)
    april = datetime.date(2026, 4, 10)
    with clock.travel(datetime.datetime(2026, 4, 10, 12, tzinfo=datetime.UTC), tick=False):
        make_expense(alice, amount="330", category=food, date=april)

        assert tell_of_budgets(alice, today=april) == 1


def test_expense_that_breaks_a_budget_is_told_on_the_page_and_kept(alice_client, alice, food, today):
    fields = {"date": "2026-03-14", "amount": "330", "currency": "EUR", "description": "Party", "category": food.pk}

    page = alice_client.post(reverse("expenses:expense-create"), fields, follow=True).content.decode()

    [notification] = Notification.objects.for_user(alice).filter(kind="budget")
    assert "The budget “Food” has reached 80% this month: €70.00 left." in page
    assert notification.lines[:3] == [["Budget", "€400.00"], ["Spent", "€330.00"], ["Left", "€70.00"]]
    assert tell_of_budgets(alice, today=today) == 0


# Bills


@pytest.fixture
def rent(alice, today):
    return RecurringPayment.objects.create(
        owner=alice,
        description="Rent",
        amount=850,
        currency="EUR",
        rule="FREQ=MONTHLY;BYMONTHDAY=17",
        starts_on="2026-03-17",
        books_from="2026-03-17",
        next_on="2026-03-17",
    )


def test_bill_is_told_when_it_comes_near_and_when_it_is_overdue(alice, rent, today):
    early = tell_of_bills(alice, today=today - datetime.timedelta(days=1))
    near = [tell_of_bills(alice, today=today) for _ in range(2)]
    on_its_day = tell_of_bills(alice, today=datetime.date(2026, 3, 17))

    late = [tell_of_bills(alice, today=datetime.date(2026, 3, 18)) for _ in range(2)]

    assert (early, near, on_its_day, late) == (0, [1, 0], 0, [1, 0])
    assert told(alice, "bill") == [
        ("Rent is due in 3 days", "€850.00 on Tuesday 17 March 2026. Book it once it is paid, or skip it."),
        ("Rent is overdue", "€850.00 on Tuesday 17 March 2026. Book it once it is paid, or skip it."),
    ]


def test_bill_is_told_as_many_days_ahead_as_its_person_wants(alice, rent, today):
    DeliveryTimes.objects.create(owner=alice, days_ahead=1)

    count = [tell_of_bills(alice, today=datetime.date(2026, 3, day)) for day in (15, 16)]

    assert (count, [title for title, _ in told(alice, "bill")]) == ([0, 1], ["Rent is due tomorrow"])


def test_income_is_no_bill(alice, rent, today):
    RecurringPayment.objects.for_user(alice).update(kind="income")

    assert tell_of_bills(alice, today=today) == 0


def test_bill_that_was_forgotten_for_months_is_no_news(alice, rent):
    tell_of_bills(alice, today=datetime.date(2026, 8, 1))

    assert [body.split(".")[1][6:] for _, body in told(alice, "bill")] == [
        "Wednesday 17 June 2026",
        "Friday 17 July 2026",
    ]


# Goals


@pytest.fixture
def holiday(alice, today):
    goal = Goal.objects.create(
        owner=alice, name="Holiday", target=1200, currency="EUR", starts_on="2026-01-01", due_on="2026-06-30"
    )
    GoalContribution.objects.create(owner=alice, goal=goal, date="2026-02-01", amount=60)
    return goal


def test_goal_that_is_behind_is_told_once_a_month(alice, holiday, today):
    march = [tell_of_goals(alice, today=day) for day in (today, today + datetime.timedelta(days=10))]
    april = tell_of_goals(alice, today=datetime.date(2026, 4, 2))

    assert (march, april) == ([1, 0], 1)
    assert told(alice, "goal")[0] == (
        "Holiday has fallen behind",
        "It needs €285.00 each month from now on to be reached in time.",
    )


def test_goal_on_track_is_not_told(alice, holiday, today):
    GoalContribution.objects.create(owner=alice, goal=holiday, date="2026-03-01", amount=600)

    assert tell_of_goals(alice, today=today) == 0


# Everybody


def test_round_tells_everybody_who_is_awake(alice, make_user, food, make_expense, rent, holiday, today):
    make_expense(alice, amount="330", category=food)
    make_user("asleep", time_zone="America/Los_Angeles")
    make_user("closed", is_active=False)

    count = remind_everybody()

    assert (count, [person.username for people in people_awake() for person in people]) == (3, ["alice"])
    assert set(Notification.objects.for_user(alice).values_list("kind", flat=True)) == {"budget", "bill", "goal"}
    assert remind_everybody() == 0


def test_ledger_that_cannot_be_read_does_not_stop_the_others(alice, bob, food, make_expense, today, monkeypatch):
    make_expense(alice, amount="330", category=food)
    make_expense(bob, amount="330")

    def look(person, *, today):
        if person == alice:
            raise ZeroDivisionError
        return 1

    monkeypatch.setattr("expenses.reminders.rounds.LOOKS", (look,))

    with pytest.raises(LookFailed, match="1 of 2 people"):
        remind_everybody()
