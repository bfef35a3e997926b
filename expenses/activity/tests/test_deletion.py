import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from expenses.activity.deletion import delete_records
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR, purge
from expenses.activity.tasks import purge_deletion
from expenses.activity.undo import undo
from expenses.models import Expense, ExpenseTag

pytestmark = pytest.mark.usefixtures("today")


def live(owner) -> list[str]:
    return sorted(Expense.objects.for_user(owner).values_list("description", flat=True))


def delete_all(owner) -> Activity:
    deletion = delete_records(Expense.objects.for_user(owner), owner=owner, actor=owner)
    assert deletion is not None
    return deletion


@pytest.mark.django_db
def test_delete_takes_the_chosen_expenses_and_counts_them(alice, bob, make_expense):
    for description in ("a", "b", "c"):
        make_expense(alice, description=description)

    rows = Expense.objects.for_user(alice).exclude(description="b")
    deletion = delete_records(rows, owner=alice, actor=alice)

    assert live(alice) == ["b"]
    assert (deletion.row_count, deletion.actor, deletion.kind) == (2, alice, "delete")
    assert live(bob) == ["Bob's secret hat"]


@pytest.mark.django_db
def test_delete_takes_nothing_of_another_person(alice, bob):
    assert delete_records(Expense.objects.for_user(bob), owner=alice, actor=alice) is None
    assert live(bob) == ["Bob's secret hat"]
    assert not Activity.objects.for_user(alice).exists()


@pytest.mark.django_db
def test_delete_takes_as_many_statements_for_many_as_for_one(alice, make_expense, django_assert_num_queries):
    for count in (1, 3, 100):
        for _ in range(count):
            make_expense(alice)
        with django_assert_num_queries(7 if count == 1 else 6):
            delete_all(alice)


@pytest.mark.django_db
def test_undo_brings_back_exactly_that_deletion(alice, make_expense, make_tag):
    make_expense(alice, description="first", tags=[make_tag(alice, "work")])
    first = delete_all(alice)
    make_expense(alice, description="second")
    delete_all(alice)

    count = undo(first.pk, owner=alice, actor=alice).count

    assert (count, live(alice)) == (1, ["first"])
    assert ExpenseTag.objects.for_user(alice).count() == 1


@pytest.mark.django_db
def test_undo_twice_changes_nothing_more(alice, make_expense):
    make_expense(alice)
    deletion = delete_all(alice)
    undo(deletion.pk, owner=alice, actor=alice)
    again = delete_all(alice)

    assert undo(deletion.pk, owner=alice, actor=alice).count == 0
    assert live(alice) == []
    assert undo(again.pk, owner=alice, actor=alice).count == 1


@pytest.mark.django_db
def test_undo_of_another_persons_deletion_does_nothing(alice, bob):
    deletion = delete_all(bob)

    assert undo(deletion.pk, owner=alice, actor=alice).count == 0
    assert live(bob) == []


@pytest.mark.django_db(transaction=True)
def test_undo_pressed_twice_at_once_counts_once(alice, make_expense):
    make_expense(alice)
    deletion = delete_all(alice)
    barrier, counts = Barrier(2), []

    def press():
        try:
            barrier.wait(timeout=10)
            counts.append(undo(deletion.pk, owner=alice, actor=alice).count)
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 1]
    assert live(alice) == ["Lunch"]


@pytest.mark.django_db
def test_purge_removes_for_good_once_the_time_is_over(alice, bob, make_expense, make_tag, time_machine):
    make_expense(alice, tags=[make_tag(alice, "work")])
    make_expense(alice, description="later")
    first = delete_records(Expense.objects.for_user(alice).filter(description="Lunch"), owner=alice, actor=alice)
    his = delete_all(bob)

    time_machine.shift(KEPT_FOR + datetime.timedelta(seconds=1))
    counts = [purge(first.pk, owner_id=alice.pk) for _ in range(2)]

    assert counts == [1, 0]
    assert live(alice) == ["later"]
    assert not Expense.objects.deleted_by(alice).exists()
    assert not ExpenseTag.objects.for_user(alice).exists()
    assert not Activity.objects.for_user(alice).exists()
    assert Expense.objects.deleted_by(bob).get().deleted_in_id == his.pk


@pytest.mark.django_db
def test_purge_before_its_time_does_nothing(alice, make_expense, time_machine):
    make_expense(alice)
    deletion = delete_all(alice)

    time_machine.shift(KEPT_FOR - datetime.timedelta(minutes=1))

    assert purge(deletion.pk, owner_id=alice.pk) == 0
    assert undo(deletion.pk, owner=alice, actor=alice).count == 1


@pytest.mark.django_db
def test_purge_of_what_was_undone_does_nothing(alice, make_expense, time_machine):
    make_expense(alice)
    deletion = delete_all(alice)
    undo(deletion.pk, owner=alice, actor=alice)

    time_machine.shift(KEPT_FOR * 2)

    assert purge(deletion.pk, owner_id=alice.pk) == 0
    assert live(alice) == ["Lunch"]


def test_worker_purges_thirty_days_later(alice, make_expense, worker, time_machine):
    make_expense(alice)
    delete_all(alice)
    assert DBTaskResult.objects.get().run_after is not None

    worker()
    assert Expense.objects.deleted_by(alice).count() == 1

    time_machine.shift(KEPT_FOR + datetime.timedelta(minutes=1))
    worker()
    assert not Expense.objects.deleted_by(alice).exists()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_task_says_how_many_are_gone(alice, make_expense, time_machine):
    make_expense(alice)
    deletion = delete_all(alice)
    time_machine.shift(KEPT_FOR * 2)

    assert purge_deletion.call(owner_id=alice.pk, activity_id=deletion.pk) == 1
