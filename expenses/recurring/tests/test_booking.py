"""Bookings by the daily job and by hand: each occurrence once, whatever is run twice, stopped or done at once."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from expenses.activity.models import Activity
from expenses.activity.undo import undo
from expenses.models import Expense, ExpenseTag, Income, Occurrence, RecurringPayment, Transfer
from expenses.recurring import booking
from expenses.recurring.booking import book_due, book_one
from expenses.recurring.single import change_one
from expenses.recurring.tasks import BookingFailed, book_everybody

D = datetime.date
TODAY = D(2026, 11, 5)


def booked(owner):
    rows = Expense.objects.for_user(owner).order_by("date").values_list("date", "description", "amount")
    return [(day.isoformat(), description, f"{amount:.2f}") for day, description, amount in rows]


def test_what_is_due_is_booked_on_its_own_days(alice, bob, make_recurring, make_category, make_tag, make_wallet):
    category, tag, wallet = make_category(alice), make_tag(alice), make_wallet(alice)
    plan = make_recurring(alice, starts_on=D(2026, 9, 1), category=category, wallet=wallet, tags=[tag], notes="flat")
    make_recurring(bob, description="Bob's rent", starts_on=D(2026, 11, 1))

    assert book_due(alice, today=TODAY) == 3

    assert booked(alice) == [
        ("2026-09-01", "Rent", "800.00"),
        ("2026-10-01", "Rent", "800.00"),
        ("2026-11-01", "Rent", "800.00"),
    ]
    row = Expense.objects.for_user(alice).first()
    assert (row.category, row.wallet, row.wallet_amount, row.home_amount, row.notes) == (
        category,
        wallet,
        800,
        800,
        "flat",
    )
    assert ExpenseTag.objects.for_user(alice).filter(tag=tag).count() == 3
    rows = Occurrence.objects.for_user(alice).filter(recurring=plan, status="booked").order_by("due_on")
    assert list(rows.values_list("expense_id", flat=True)) == list(
        Expense.objects.for_user(alice).order_by("date").values_list("pk", flat=True)
    )
    plan.refresh_from_db()
    assert plan.next_on == D(2026, 12, 1)
    assert [row.description for row in Expense.objects.for_user(bob)] == ["Bob's secret hat"]


def test_a_second_run_books_nothing(alice, make_recurring):
    make_recurring(alice, starts_on=D(2026, 11, 1))
    book_due(alice, today=TODAY)

    assert book_due(alice, today=TODAY) == 0

    assert len(booked(alice)) == 1


def test_a_next_day_that_was_lost_books_nothing_twice(alice, make_recurring):
    make_recurring(alice, starts_on=D(2026, 9, 1))
    book_due(alice, today=TODAY)
    RecurringPayment.objects.for_user(alice).update(next_on=D(2026, 9, 1))

    assert book_due(alice, today=TODAY) == 0

    assert len(booked(alice)) == 3


def test_many_are_booked_in_batches(alice, make_recurring, monkeypatch):
    monkeypatch.setattr(booking, "AT_ONCE", 4)
    make_recurring(alice, rule="FREQ=DAILY", starts_on=D(2026, 10, 27))

    assert book_due(alice, today=TODAY) == 10

    assert len(booked(alice)) == 10
    assert Activity.objects.for_user(alice).count() == 3


def test_what_asks_or_is_paused_or_over_or_not_ours_is_left_alone(alice, make_recurring):
    make_recurring(alice, books_itself=False)
    make_recurring(alice, paused_on=D(2026, 1, 1))
    make_recurring(alice, ends_on=D(2026, 5, 1), books_from=D(2026, 6, 1))
    make_recurring(alice, times=3, books_from=D(2026, 6, 1))
    make_recurring(alice, starts_on=D(2026, 11, 6))

    assert book_due(alice, today=TODAY) == 0

    assert booked(alice) == []


def test_income_and_transfers_are_booked_too(alice, make_recurring, make_wallet):
    giro, savings, dollars = make_wallet(alice), make_wallet(alice, "Savings"), make_wallet(alice, "US", currency="USD")
    month = {"starts_on": D(2026, 11, 1)}
    make_recurring(alice, kind="income", description="Salary", wallet=giro, **month)
    make_recurring(alice, kind="transfer", description="Save", wallet=giro, to_wallet=savings, **month)
    make_recurring(alice, kind="transfer", description="Away", wallet=giro, to_wallet=dollars, to_amount="900", **month)

    assert book_due(alice, today=TODAY) == 3

    assert [str(row) for row in Income.objects.for_user(alice)] == ["Salary"]
    moved = Transfer.objects.for_user(alice).order_by("pk").values_list("description", "from_amount", "to_amount")
    assert list(moved) == [("Save", 800, 800), ("Away", 800, 900)]
    assert Occurrence.objects.for_user(alice).filter(transfer__isnull=False).count() == 2


def test_what_has_no_rate_waits_and_the_others_are_booked(alice, make_recurring, make_wallet):
    make_recurring(alice, description="Hosting", currency="USD", wallet=make_wallet(alice), starts_on=D(2026, 11, 1))
    make_recurring(alice, description="Rent", starts_on=D(2026, 11, 1))

    assert book_due(alice, today=TODAY) == 1

    assert booked(alice) == [("2026-11-01", "Rent", "800.00")]
    waiting = RecurringPayment.objects.for_user(alice).get(description="Hosting")
    assert waiting.next_on == D(2026, 11, 1)


def test_a_changed_one_is_booked_as_it_was_changed(alice, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 10, 1))
    change_one(plan.pk, D(2026, 10, 1), date=D(2026, 10, 9), amount=Decimal(750), owner=alice, actor=alice)
    change_one(plan.pk, D(2026, 11, 1), date=D(2026, 11, 20), amount=Decimal(800), owner=alice, actor=alice)

    book_due(alice, today=TODAY)
    assert booked(alice) == [("2026-10-09", "Rent", "750.00")]
    book_due(alice, today=D(2026, 11, 20))

    assert booked(alice) == [("2026-10-09", "Rent", "750.00"), ("2026-11-20", "Rent", "800.00")]
    assert list(Occurrence.objects.for_user(alice).values_list("status", flat=True)) == ["booked", "booked"]


def test_what_the_job_booked_and_a_person_took_back_is_not_booked_again(alice, make_recurring):
    make_recurring(alice, starts_on=D(2026, 11, 1))
    book_due(alice, today=TODAY)

    undo(Activity.objects.for_user(alice).get().pk, owner=alice, actor=alice)

    assert booked(alice) == []
    assert book_due(alice, today=TODAY) == 0


def test_one_booked_by_hand_is_open_again_after_undo(alice, make_recurring):
    plan = make_recurring(alice, books_itself=False, starts_on=D(2026, 11, 1))

    activity = book_one(
        plan.pk, D(2026, 11, 1), owner=alice, actor=alice, amount=Decimal("812.30"), date=D(2026, 11, 3)
    )
    assert booked(alice) == [("2026-11-03", "Rent", "812.30")]
    undone = undo(activity.pk, owner=alice, actor=alice)

    plan.refresh_from_db()
    assert (booked(alice), plan.next_on, undone.kept) == ([], D(2026, 11, 1), [])
    undo(undone.activity.pk, owner=alice, actor=alice)
    plan.refresh_from_db()
    assert (len(booked(alice)), plan.next_on) == (1, D(2026, 12, 1))


@pytest.mark.parametrize("day", [D(2026, 11, 2), D(2025, 12, 1), D(2026, 10, 1)])
def test_a_day_that_is_not_open_cannot_be_booked(day, alice, make_recurring):
    plan = make_recurring(alice, books_itself=False, starts_on=D(2026, 10, 1))
    book_one(plan.pk, D(2026, 10, 1), owner=alice, actor=alice)

    with pytest.raises(ValidationError, match="booked or skipped meanwhile"):
        book_one(plan.pk, day, owner=alice, actor=alice)

    assert len(booked(alice)) == 1


def test_nobody_books_what_is_another_persons(alice, bob, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 11, 1))

    with pytest.raises(RecurringPayment.DoesNotExist):
        book_one(plan.pk, D(2026, 11, 1), owner=bob, actor=bob)


def test_everybody_is_booked_by_their_own_midnight(alice, bob, make_recurring, time_machine):
    User.objects.filter(pk=alice.pk).update(time_zone="Pacific/Auckland")
    User.objects.filter(pk=bob.pk).update(time_zone="America/Los_Angeles")
    for person in (alice, bob):
        make_recurring(person, starts_on=D(2026, 11, 1), times=1)

    time_machine.move_to(datetime.datetime(2026, 10, 31, 12, 0, tzinfo=datetime.UTC))
    assert book_everybody() == 1
    time_machine.move_to(datetime.datetime(2026, 11, 1, 6, 59, tzinfo=datetime.UTC))
    assert book_everybody() == 0
    time_machine.move_to(datetime.datetime(2026, 11, 1, 7, 0, tzinfo=datetime.UTC))
    assert book_everybody() == 1


def test_a_clock_that_goes_back_books_nothing_twice(alice, make_recurring, time_machine):
    make_recurring(alice, starts_on=D(2026, 11, 1))
    for day in (5, 1, 5):
        time_machine.move_to(datetime.datetime(2026, 11, day, 12, 0, tzinfo=datetime.UTC))
        book_everybody()

    assert len(booked(alice)) == 1


def test_one_persons_trouble_keeps_nobody_else_from_being_booked(alice, bob, make_recurring, monkeypatch, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 5, 12, 0, tzinfo=datetime.UTC))
    make_recurring(alice, starts_on=D(2026, 11, 1))
    make_recurring(bob, starts_on=D(2026, 11, 1))
    log = booking.log

    def fail_for_alice(*args, owner, **kwargs):
        if owner == alice:
            raise RuntimeError("disk full")
        return log(*args, owner=owner, **kwargs)

    monkeypatch.setattr(booking, "log", fail_for_alice)
    with pytest.raises(BookingFailed, match="1 of 2"):
        book_everybody()

    assert (booked(alice), Occurrence.objects.for_user(alice).count()) == ([], 0)
    assert [row[1] for row in booked(bob)] == ["Bob's secret hat", "Rent"]
    monkeypatch.setattr(booking, "log", log)
    assert book_everybody() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_book_each_once(alice, make_recurring):
    for number in range(3):
        make_recurring(alice, description=f"Bill {number}", starts_on=D(2026, 8, 1))
    start = threading.Barrier(2)
    counts = []

    def work():
        try:
            start.wait(timeout=10)
            counts.append(book_due(alice, today=TODAY))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 12
    assert len(booked(alice)) == len(set(booked(alice))) == 12


def test_the_same_queries_for_one_and_three(alice, bob, make_recurring, make_tag):
    for person, count in ((alice, 1), (bob, 3)):
        for number in range(count):
            tags = [make_tag(person, f"tag {number}")]
            make_recurring(
                person,
                description=f"Bill {number}",
                rule=f"FREQ=MONTHLY;BYMONTHDAY={1 + number}",
                starts_on=D(2026, 11, 1),
                tags=tags,
            )
    queries = []

    for person in (alice, bob):
        with CaptureQueriesContext(connection) as context:
            book_due(person, today=TODAY)
        queries.append(len(context))

    assert len(booked(bob)) == 4
    assert queries[0] == queries[1]
