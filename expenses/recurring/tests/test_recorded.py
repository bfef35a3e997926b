import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from conftest import TODAY
from expenses.activity.undo import undo
from expenses.models import Expense, Occurrence
from expenses.recurring.recorded import GONE, book_as, find_recorded
from expenses.recurring.upcoming import upcoming

pytestmark = pytest.mark.usefixtures("today")

D = datetime.date
LIST = reverse("expenses:recurring-list")


@pytest.fixture
def netflix(alice, make_recurring):
    """12.99 on the 10th of each month, from March on."""
    return make_recurring(
        alice, description="Netflix", amount="12.99", rule="FREQ=MONTHLY;BYMONTHDAY=10", starts_on=D(2026, 3, 10)
    )


def found(user):
    waiting = find_recorded(user, upcoming(user, until=TODAY, today=TODAY), today=TODAY)
    return [(one.due.recurring.description, one.recorded and one.recorded.pk) for one in waiting]


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "Netflix Amsterdam 866"},
        {"description": "Card payment NETFLIX 4711", "amount": "13.99"},
        {"description": "netflix", "date": D(2026, 3, 15)},
        {"description": "netflix", "date": D(2026, 3, 5)},
    ],
)
def test_payment_of_the_ledger_is_known_again(alice, netflix, make_expense, fields):
    record = make_expense(alice, **{"amount": "12.99", "date": D(2026, 3, 11), **fields})

    assert found(alice) == [("Netflix", record.pk)]


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "Bakery"},
        {"amount": "30"},
        {"currency": "USD"},
        {"date": D(2026, 3, 16)},
        {"amount": "-12.99"},
    ],
)
def test_other_payments_are_not(alice, bob, netflix, make_expense, make_income, fields):
    said = {"amount": "12.99", "date": D(2026, 3, 11), "description": "Netflix"}
    make_expense(alice, **{**said, **fields})
    make_income(alice, **said)
    make_expense(bob, **said)

    assert found(alice) == [("Netflix", None)]


def test_range_of_one_that_varies_is_wide_enough(alice, make_recurring, make_expense):
    make_recurring(alice, description="Gas", amount="45", least_amount="20", most_amount="190", starts_on=D(2026, 3, 1))
    record = make_expense(alice, description="Gas", amount="180", date=D(2026, 3, 2))

    assert found(alice) == [("Gas", record.pk)]


def test_transfer_is_known_by_its_wallets(alice, make_recurring, make_wallet, make_transfer):
    bank, savings, other = (make_wallet(alice, name) for name in ("Bank", "Savings", "Other"))
    make_recurring(
        alice, description="Savings", kind="transfer", amount="100", wallet=bank, to_wallet=savings,
        starts_on=D(2026, 3, 1),
    )  # fmt: skip
    make_transfer(bank, other, "100", date=D(2026, 3, 1))
    record = make_transfer(bank, savings, "100", date=D(2026, 3, 2), description="")

    assert found(alice) == [("Savings", record.pk)]


def test_no_record_stands_for_two_and_the_nearer_day_goes_first(alice, make_recurring, make_expense):
    weekly = {"description": "Cleaner", "amount": "50", "rule": "FREQ=WEEKLY;BYDAY=MO"}
    make_recurring(alice, starts_on=D(2026, 3, 2), **weekly)
    record = make_expense(alice, description="Cleaner", amount="50", date=D(2026, 3, 6))

    assert found(alice) == [("Cleaner", None), ("Cleaner", record.pk)]


def test_record_is_taken_in_place_of_another_booking(alice, netflix, make_expense):
    record = make_expense(alice, description="Netflix", amount="13.99", date=D(2026, 3, 11))

    activity = book_as(netflix.pk, D(2026, 3, 10), record.pk, owner=alice, actor=alice)

    row = Occurrence.objects.for_user(alice).get()
    assert (row.due_on, row.status, row.expense_id) == (D(2026, 3, 10), "booked", record.pk)
    assert found(alice) == []
    assert Expense.objects.for_user(alice).count() == 1
    netflix.refresh_from_db()
    assert netflix.next_on == D(2026, 4, 10)
    undo(activity.pk, owner=alice, actor=alice)
    assert found(alice) == [("Netflix", record.pk)]


def test_one_that_was_changed_before_is_taken_too_and_undone(alice, netflix, make_expense):
    Occurrence.objects.create(
        owner=alice, recurring=netflix, due_on=D(2026, 3, 10), status="changed", amount=Decimal(14)
    )
    record = make_expense(alice, description="Netflix", amount="14", date=D(2026, 3, 11))

    activity = book_as(netflix.pk, D(2026, 3, 10), record.pk, owner=alice, actor=alice)
    undo(activity.pk, owner=alice, actor=alice)

    row = Occurrence.objects.for_user(alice).get()
    assert (row.status, row.amount, row.expense_id) == ("changed", 14, None)


def test_record_that_is_taken_gone_or_a_strangers_is_refused(alice, bob, netflix, make_recurring, make_expense):
    taken = make_expense(alice)
    Occurrence.objects.create(
        owner=alice, recurring=make_recurring(alice), due_on=D(2026, 1, 1), status="booked", expense=taken
    )

    for pk in (taken.pk, make_expense(bob).pk, 10**9):
        with pytest.raises(ValidationError, match=GONE):
            book_as(netflix.pk, D(2026, 3, 10), pk, owner=alice, actor=alice)


def test_queries_do_not_grow_with_what_waits(alice, make_recurring, make_expense, django_assert_num_queries):
    for count in (1, 3):
        make_recurring(alice, starts_on=D(2026, 3, 1), rule=f"FREQ=MONTHLY;BYMONTHDAY={count}")
        make_expense(alice, description="Rent", amount="800", date=D(2026, 3, count))
        waiting = upcoming(alice, until=TODAY, today=TODAY)

        with django_assert_num_queries(2):
            assert all(one.recorded for one in find_recorded(alice, waiting, today=TODAY))


def test_nothing_waits_at_no_query(alice, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find_recorded(alice, [], today=TODAY) == []


# The page


def test_list_asks_and_takes_the_answer(alice, alice_client, netflix, make_expense):
    record = make_expense(alice, description="Netflix Amsterdam", amount="12.99", date=D(2026, 3, 11))

    page = alice_client.get(LIST).content.decode()
    url = reverse("expenses:recurring-occurrence", args=[netflix.pk, D(2026, 3, 10)])
    answer = alice_client.post(url, {"do": "recorded", "record": record.pk, "next": LIST}, follow=True)

    assert "Netflix Amsterdam, €12.99, of 11 Mar 2026</a>?" in page
    assert "Took what was recorded for “Netflix”." in answer.content.decode()
    assert "Yes, that is it" not in answer.content.decode()


@pytest.mark.parametrize("record", ["", "x", "9" * 30, "-1", "1.5", "999999"])
def test_nonsense_is_refused(alice, alice_client, netflix, record):
    url = reverse("expenses:recurring-occurrence", args=[netflix.pk, D(2026, 3, 10)])

    answer = alice_client.post(url, {"do": "recorded", "record": record, "next": LIST}, follow=True)

    assert GONE in answer.content.decode()
    assert not Occurrence.objects.for_user(alice).exists()


def test_stranger_takes_nothing(alice, bob, bob_client, netflix, make_expense):
    url = reverse("expenses:recurring-occurrence", args=[netflix.pk, D(2026, 3, 10)])

    answer = bob_client.post(url, {"do": "recorded", "record": make_expense(bob).pk})

    assert answer.status_code == 404
    assert not Occurrence.objects.for_user(alice).exists()
