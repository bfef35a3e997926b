import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import DeliveryTimes, User
from expenses.activity.deletion import delete_records
from expenses.budgets.models import Budget
from expenses.goals.models import Goal
from expenses.models import Expense
from expenses.recurring.models import RecurringPayment
from expenses.reminders.bills import with_bills
from expenses.reminders.budgets import with_budgets
from expenses.reminders.goals import with_goals
from expenses.reminders.rounds import CHOICES, LOOKS, remind_everybody
from expenses.reminders.unusual import with_new_expenses

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def make_bill(today):
    def make(owner: User, next_on: datetime.date | None, **fields: Any) -> RecurringPayment:
        fields = {"description": "Rent", "amount": 850, "currency": "EUR", "starts_on": today, **fields}
        rule = f"FREQ=MONTHLY;BYMONTHDAY={today.day}"
        return RecurringPayment.objects.create(
            owner=owner, rule=rule, books_from=fields["starts_on"], next_on=next_on, **fields
        )

    return make


def queries_of_a_round() -> int:
    with CaptureQueriesContext(connection) as queries:
        remind_everybody()
    return len(queries)


def test_round_asks_for_those_who_have_nothing_all_at_once(alice, make_user, make_bill, make_expense, today):
    make_bill(alice, today + 20 * DAY, starts_on=today + 20 * DAY)
    one = queries_of_a_round()
    for name in ("carol", "dave", "erin"):
        make_bill(make_user(name), today + 20 * DAY, starts_on=today + 20 * DAY)

    assert queries_of_a_round() == one == 7


def test_round_looks_at_nobody_for_what_they_do_not_have(alice, make_user, make_bill, monkeypatch, today):
    carol = make_user("carol")
    make_bill(carol, today)
    Budget.objects.create(owner=alice, amount=400, currency="EUR", starts_on="2026-01-01")
    seen = []
    spies = {look: lambda person, *, today, look=look: seen.append((person, look)) or 0 for look in LOOKS}
    monkeypatch.setattr("expenses.reminders.rounds.LOOKS", tuple(spies.values()))
    monkeypatch.setattr("expenses.reminders.rounds.CHOICES", {spies[look]: CHOICES[look] for look in LOOKS})

    remind_everybody()

    budgets, bills, *_ = LOOKS
    assert seen == [(alice, budgets), (carol, bills)]


def test_every_look_chooses_whom_it_is_for():
    assert set(CHOICES) == set(LOOKS)


@pytest.mark.parametrize(
    ("days", "ahead", "fields", "is_chosen"),
    [
        (3, None, {}, True),
        (4, None, {}, False),
        (7, 7, {}, True),
        (2, 1, {}, False),
        (-5, None, {}, True),
        (0, None, {"kind": "income"}, False),
        (None, None, {}, False),
    ],
    ids=["near", "far", "a week ahead", "a day ahead", "overdue", "income", "over"],
)
def test_bill_is_near_as_its_person_has_it(alice, bob, make_bill, today, days, ahead, fields, is_chosen):
    make_bill(alice, None if days is None else today + days * DAY, **{"starts_on": today - 5 * DAY, **fields})
    make_bill(alice, today + 40 * DAY, starts_on=today + 40 * DAY)
    if ahead is not None:
        DeliveryTimes.objects.create(owner=alice, days_ahead=ahead)
        DeliveryTimes.objects.create(owner=bob, days_ahead=30 - ahead)

    assert with_bills([alice, bob]) == ({alice.pk} if is_chosen else set())


def test_bill_is_near_by_the_day_that_it_is_where_its_person_is(make_user, make_bill, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 14, 23, 30, tzinfo=datetime.UTC), tick=False)
    people = [make_user("west", time_zone="America/Los_Angeles"), make_user("east", time_zone="Asia/Tokyo")]
    for person in people:
        make_bill(person, datetime.date(2026, 3, 18))

    assert with_bills(people) == {people[1].pk}


def test_archived_budget_and_goal_and_goal_without_a_day_are_nothing_to_look_at(alice, bob, make_user):
    carol = make_user("carol")
    for owner, is_archived in ((alice, False), (bob, True)):
        Budget.objects.create(owner=owner, amount=400, currency="EUR", starts_on="2026-01-01", is_archived=is_archived)
        Goal.objects.create(
            owner=owner,
            name="Holiday",
            target=900,
            currency="EUR",
            starts_on="2026-01-01",
            due_on="2026-06-30",
            is_archived=is_archived,
        )
    Goal.objects.create(owner=carol, name="Boat", target=900, currency="EUR", starts_on="2026-01-01")
    people = [alice, bob, carol]

    assert (with_budgets(people), with_goals(people)) == ({alice.pk}, {alice.pk})


def test_new_expenses_are_those_entered_lately_that_are_there_and_not_old(
    alice, make_user, make_expense, today, time_machine
):
    carol, dave, erin = (make_user(name) for name in ("carol", "dave", "erin"))
    make_expense(carol)
    time_machine.shift(datetime.timedelta(hours=49))
    make_expense(alice)
    make_expense(dave, date=today - 60 * DAY)
    make_expense(erin)
    delete_records(Expense.objects.for_user(erin), owner=erin, actor=erin)

    assert with_new_expenses([alice, carol, dave, erin]) == {alice.pk}
