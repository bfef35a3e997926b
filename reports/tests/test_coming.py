import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from conftest import TODAY
from expenses.models import RecurringPayment
from reports.coming import SHOWN, read_coming

URL = reverse("reports:dashboard")


@pytest.fixture
def plan():
    """Return a function that plans a payment of 800 each month, the first time so many days from TODAY."""

    def make(owner, description="Rent", *, days=3, **fields):
        day = TODAY + datetime.timedelta(days=days)
        rule = f"FREQ=MONTHLY;BYMONTHDAY={day.day}"
        said = {"amount": Decimal(800), "currency": owner.home_currency, "rule": rule, **fields}
        return RecurringPayment.objects.create(
            owner=owner, description=description, starts_on=day, books_from=day, next_on=day, **said
        )

    return make


def shown(user):
    return [(line.payment.recurring.description, line.in_days) for line in read_coming(user, today=TODAY).lines]


def test_nothing_planned_is_nothing_shown_at_one_query(alice, bob, plan, django_assert_num_queries):
    plan(bob)

    with django_assert_num_queries(1):
        assert read_coming(alice, today=TODAY) is None


def test_bills_before_payday_are_shown_in_their_order(alice, bob, plan):
    plan(bob, "Bob's rent")
    for description, days in [("Last of March", 17), ("April", 18), ("Rent", 3), ("Late", -2), ("Today", 0)]:
        plan(alice, description, days=days)

    assert shown(alice) == [("Late", -2), ("Today", 0), ("Rent", 3), ("Last of March", 17)]


def test_two_weeks_are_shown_though_payday_is_near(alice, plan):
    alice.month_start_day = 15
    plan(alice, "In two weeks", days=14)
    plan(alice, "Later", days=15, amount=Decimal(1))
    today = datetime.date(2026, 3, 14)

    coming = read_coming(alice, today=today)

    assert coming is not None
    assert [line.payment.recurring.description for line in coming.lines] == ["In two weeks"]
    assert coming.until == datetime.date(2026, 3, 28)


def test_bills_alone_are_to_pay_and_those_without_a_rate_are_counted(alice, plan):
    plan(alice, "Rent")
    plan(alice, "Yen", currency="JPY", amount=Decimal(1500))
    plan(alice, "Salary", kind="income", amount=Decimal(2000))

    to_pay = read_coming(alice, today=TODAY).to_pay

    assert (to_pay.amount, to_pay.currency, to_pay.count, to_pay.without_rate) == (800, "EUR", 2, 1)


@pytest.mark.parametrize(("days", "books_itself", "waits"), [(-1, True, 1), (0, True, 0), (0, False, 1), (1, False, 0)])
def test_what_the_person_has_to_book_is_counted(alice, plan, days, books_itself, waits):
    plan(alice, days=days, books_itself=books_itself)

    assert read_coming(alice, today=TODAY).waiting == waits


def test_queries_do_not_grow_with_what_comes(alice, plan, django_assert_num_queries):
    for count in (1, 3):
        while RecurringPayment.objects.for_user(alice).count() < count:
            plan(alice)

        with django_assert_num_queries(2):
            coming = read_coming(alice, today=TODAY)
            assert len([line.payment.recurring.category for line in coming.lines]) == count


def test_dashboard_shows_what_comes(alice, alice_client, plan, make_expense, today):
    make_expense(alice)
    for place in range(SHOWN + 2):
        plan(alice, f"Bill {place}", days=place - 1)

    page = alice_client.get(URL).content.decode()

    assert "Coming up" in page
    assert "Overdue since 13 Mar 2026" in page
    assert "Bill 5" in page
    assert "Bill 6" not in page
    assert "2 more" in page
    assert "2 payments wait to be booked" in page


@pytest.mark.parametrize("query", [{"period": "2026-02"}, {"q": "rent"}, {"basis": "spread"}])
def test_dashboard_of_something_else_shows_nothing_of_it(alice, alice_client, plan, make_expense, today, query):
    make_expense(alice)
    plan(alice)

    assert "Coming up" not in alice_client.get(URL, query).content.decode()


def test_dashboard_shows_bob_nothing_of_alices(alice, bob_client, plan, today):
    plan(alice, "Alice's rent")

    assert "Alice's rent" not in bob_client.get(URL).content.decode()
