import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from conftest import TODAY
from expenses.activity.deletion import delete_records
from expenses.models import Expense, Occurrence
from expenses.periods import Calendar
from expenses.recurring.agenda import State, read_agenda

pytestmark = pytest.mark.usefixtures("today")

PAGE = reverse("expenses:recurring-calendar")


@pytest.fixture
def plan(make_recurring):
    """Return a function that makes a payment that comes on a day of each month, from March on."""

    def make(owner, description="Rent", *, day=1, **fields):
        said = {"starts_on": datetime.date(2026, 3, day), "rule": f"FREQ=MONTHLY;BYMONTHDAY={day}", **fields}
        return make_recurring(owner, description=description, **said)

    return make


def read(user, month=3, year=2026):
    return read_agenda(user, Calendar.of(user).month(year, month), today=TODAY)


def shown(agenda):
    return [(item.date.day, item.description, str(item.state)) for item in agenda.items]


def booked(recurring, due_on, record):
    return Occurrence.objects.create(
        owner=recurring.owner, recurring=recurring, due_on=due_on, status="booked", **{record._meta.model_name: record}
    )


def test_month_shows_what_is_due_overdue_booked_and_skipped(alice, bob, plan, make_expense):
    rent, gym = plan(alice, "Rent", day=1), plan(alice, "Gym", day=10)
    plan(alice, "Power", day=20)
    plan(bob, "Bob's rent", day=5)
    record = make_expense(alice, date="2026-03-02", amount="800")
    booked(rent, datetime.date(2026, 3, 1), record)
    Occurrence.objects.create(owner=alice, recurring=gym, due_on="2026-03-10", status="skipped")
    plan(alice, "Water", day=12)

    agenda = read(alice)

    assert shown(agenda) == [
        (2, "Rent", "booked"),
        (10, "Gym", "skipped"),
        (12, "Water", "overdue"),
        (20, "Power", "due"),
    ]
    assert agenda.items[0].amount == Decimal(800)
    assert agenda.items[0].url == reverse("expenses:expense-detail", args=[record.pk])


def test_sums_leave_out_what_was_skipped_and_what_moves_between_wallets(alice, plan, make_income, make_wallet):
    plan(alice, "Rent", day=20, amount="800")
    plan(alice, "Salary", day=25, amount="2000", kind="income")
    plan(alice, "Savings", day=26, kind="transfer", wallet=make_wallet(alice), to_wallet=make_wallet(alice, "Savings"))
    plan(alice, "Yen", day=27, currency="JPY", amount="1500")
    gym = plan(alice, "Gym", day=20)
    Occurrence.objects.create(owner=alice, recurring=gym, due_on="2026-03-20", status="skipped")

    agenda = read(alice)

    assert (agenda.goes.amount, agenda.goes.count, agenda.goes.without_rate) == (800, 2, 1)
    assert (agenda.comes.amount, agenda.comes.count) == (2000, 1)


def test_booked_payment_whose_record_was_deleted_is_left_out(alice, plan, make_expense):
    record = make_expense(alice, date="2026-03-01")
    booked(plan(alice, "Rent", day=1), datetime.date(2026, 3, 1), record)

    delete_records(Expense.objects.for_user(alice).filter(pk=record.pk), owner=alice, actor=alice)

    assert shown(read(alice)) == []


def test_what_is_overdue_from_before_the_month_is_counted(alice, plan):
    plan(alice, "Rent", day=20, starts_on=datetime.date(2026, 1, 20))

    assert (read(alice).overdue_before, shown(read(alice))) == (2, [(20, "Rent", "due")])
    assert (read(alice, 2).overdue_before, shown(read(alice, 2))) == (1, [(20, "Rent", "overdue")])


@pytest.mark.parametrize(("first_day_of_week", "first", "last"), [(0, 23, 5), (6, 1, 4)])
def test_weeks_begin_on_the_day_of_the_person(alice, first_day_of_week, first, last):
    alice.first_day_of_week = first_day_of_week

    agenda = read(alice)

    assert (agenda.days[0].date.day, agenda.days[-1].date.day, len(agenda.days) % 7) == (first, last, 0)
    assert [day.date for day in agenda.days if day.is_today] == [TODAY]
    assert sum(day.is_in_month for day in agenda.days) == 31


def test_month_is_that_of_the_payday(alice, plan):
    alice.month_start_day = 25
    alice.save()
    plan(alice, "Rent", day=28, starts_on=datetime.date(2026, 2, 28))

    agenda = read_agenda(alice, Calendar.of(alice).month_of(TODAY), today=TODAY)

    assert (agenda.month.start, shown(agenda)) == (datetime.date(2026, 2, 25), [(28, "Rent", "overdue")])


def test_queries_do_not_grow_with_payments(alice, plan, make_expense, django_assert_num_queries):
    for count in (1, 3):
        while Occurrence.objects.for_user(alice).count() < count:
            booked(plan(alice, day=1), datetime.date(2026, 3, 1), make_expense(alice, date="2026-03-01"))

        with django_assert_num_queries(3):
            assert len(read(alice).items) == count


# The page


def test_page_shows_this_month_and_leads_to_the_next(alice, alice_client, plan):
    plan(alice, "Rent", day=20, amount="800")

    page = alice_client.get(PAGE).content.decode()

    assert "March 2026" in page
    assert "Rent" in page
    assert "€800.00</span> go out" in page
    assert 'href="/recurring/calendar/?month=2026-04"' in page


def test_page_of_another_month(alice, alice_client, plan):
    plan(alice, "Rent", day=20)

    page = alice_client.get(PAGE, {"month": "2026-05"}).content.decode()

    assert "May 2026" in page
    assert "Go to this month" in page


@pytest.mark.parametrize("key", ["nonsense", "2026-13", "2999-01", "1900", "x" * 3000, "0000-00", ""])
def test_address_that_names_no_month_shows_one_all_the_same(alice_client, key):
    answer = alice_client.get(PAGE, {"month": key})

    assert answer.status_code == 200


def test_page_says_that_it_reaches_two_years_ahead(alice_client):
    last = alice_client.get(PAGE, {"month": "2028-03"}).content.decode()
    beyond = alice_client.get(PAGE, {"month": "2028-04"}).content.decode()

    assert ('rel="next"' in last, "two years ahead" in last) == (False, False)
    assert "two years ahead" in beyond


def test_stranger_sees_their_own_month(alice, bob_client, plan):
    plan(alice, "Rent", day=20)

    assert "Rent" not in bob_client.get(PAGE).content.decode()


def test_page_takes_no_post(alice_client):
    assert alice_client.post(PAGE).status_code == 405


@pytest.mark.parametrize("state", list(State))
def test_each_state_is_said_in_words(alice, alice_client, plan, make_expense, state):
    day = 20 if state is State.DUE else 10
    rent = plan(alice, "Rent", day=day)
    if state is State.BOOKED:
        booked(rent, datetime.date(2026, 3, day), make_expense(alice, date="2026-03-10"))
    if state is State.SKIPPED:
        Occurrence.objects.create(owner=alice, recurring=rent, due_on="2026-03-10", status="skipped")

    page = alice_client.get(PAGE).content.decode()

    assert f"</svg>{state.capitalize()}</span>" in page
