import datetime

import pytest

from accounts.models import Notification
from expenses.reminders.unusual import MOST_AT_ONCE, tell_of_unusual

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(alice, today):
    """Return a function that looks at alice's ledger and returns the titles of what she was told."""

    def look() -> list[str]:
        tell_of_unusual(alice, today=today)
        return [row.title for row in Notification.objects.for_user(alice).order_by("id")]

    return look


@pytest.fixture
def shopping(alice, make_expense, make_category, today, time_machine):
    """Ten shoppings of about 50, entered when they were made."""
    category = make_category(alice, "Groceries")
    for week in range(1, 11):
        day = today - datetime.timedelta(weeks=week)
        time_machine.move_to(datetime.datetime.combine(day, datetime.time(12), datetime.UTC), tick=False)
        make_expense(alice, description="Market", amount=str(45 + week), date=day, category=category)
    time_machine.move_to(datetime.datetime.combine(today, datetime.time(12), datetime.UTC), tick=False)
    return category


def test_expense_far_above_what_is_usual_at_its_payee_is_told_once(alice, shopping, make_expense, look):
    expense = make_expense(alice, description="market ", amount="412", category=shopping)

    assert look() == ["market : €412.00 is far above what is usual"]
    assert look() == ["market : €412.00 is far above what is usual"]
    told = Notification.objects.for_user(alice).get()
    assert told.body == "Usually it is about €50.50 there. If the amount is right, there is nothing to do."
    assert told.url == expense.get_absolute_url()


def test_new_payee_is_measured_by_its_category(alice, shopping, make_expense, look):
    make_expense(alice, description="Delicatessen", amount="412", category=shopping)

    look()

    assert "about €50.50 in Groceries" in Notification.objects.for_user(alice).get().body


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": "90"},
        {"amount": "-412"},
        {"amount": "412", "category": None, "description": "Something else"},
        {"amount": "412", "date": datetime.date(2026, 1, 20)},
        {"amount": "412", "date": datetime.date(2026, 3, 20)},
        {"amount": "412", "currency": "USD"},
    ],
    ids=["usual", "refund", "nothing like it", "long ago", "ahead", "no rate"],
)
def test_what_is_no_news_is_not_told(alice, shopping, make_expense, look, fields):
    make_expense(alice, **{"description": "Market", "category": shopping, **fields})

    assert look() == []


def test_what_was_entered_long_ago_is_not_told(alice, shopping, make_expense, look, time_machine):
    make_expense(alice, description="Market", amount="412", category=shopping)
    time_machine.shift(datetime.timedelta(hours=49))

    assert look() == []


def test_bobs_amounts_do_not_make_alices_usual(alice, bob, make_expense, today, look):
    for week in range(1, 11):
        make_expense(bob, description="Market", amount="50", date=today - datetime.timedelta(weeks=week))
    make_expense(alice, description="Market", amount="412")

    assert look() == []


def test_only_what_stands_out_most_is_told_at_once(alice, shopping, make_expense, look):
    for number in range(MOST_AT_ONCE + 2):
        make_expense(alice, description="Market", amount=str(1000 + number * 100), category=shopping)

    titles = look()

    assert len(titles) == MOST_AT_ONCE
    assert titles[0] == "Market: €1,600.00 is far above what is usual"


def test_look_costs_one_query_where_nothing_is_new(alice, shopping, today, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell_of_unusual(alice, today=today)
