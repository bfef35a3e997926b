import datetime
import uuid
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from expenses.entry import ChangedMeanwhile, Entry, change_entry, record_entry
from expenses.models import Category, Expense, ExpenseTag, Tag

DAY = datetime.date(2026, 3, 14)
SUBMISSION = uuid.UUID("12345678-1234-5678-1234-567812345678")


def entry(**said) -> Entry:
    return Entry(**{"date": DAY, "amount": Decimal("12.5"), "currency": "EUR", "description": "Lunch", **said})


def tag_names(expense: Expense) -> list[str]:
    links = ExpenseTag.objects.for_user(expense.owner).filter(expense=expense)
    return sorted(links.values_list("tag__name", flat=True))


@pytest.mark.django_db
def test_record_writes_what_was_said(alice, make_category):
    category = make_category(alice, "Food")

    expense, is_new = record_entry(
        entry(category_id=category.pk, tags=["work"], notes="nice", amount=Decimal(-3)), owner=alice, actor=alice
    )

    expense.refresh_from_db()
    assert is_new
    assert (expense.owner, expense.created_by, expense.date, expense.amount) == (alice, None, DAY, Decimal(-3))
    assert (expense.category_id, expense.notes, expense.home_amount) == (category.pk, "nice", Decimal(-3))
    assert tag_names(expense) == ["work"]


@pytest.mark.django_db
def test_record_keeps_who_typed_it_where_that_is_somebody_else(alice, bob):
    expense, _ = record_entry(entry(), owner=alice, actor=bob)

    assert (expense.owner, expense.created_by) == (alice, bob)


@pytest.mark.django_db
def test_record_knows_no_worth_at_home_without_a_rate(alice):
    expense, _ = record_entry(entry(currency="USD"), owner=alice, actor=alice)

    assert expense.home_amount is None


@pytest.mark.django_db
def test_record_makes_new_categories_and_tags_and_finds_the_old_ones(alice, bob, make_category, make_tag):
    make_tag(alice, "Work")
    food = make_category(alice, "Food")

    first, _ = record_entry(entry(new_category="food: Sushi", tags=["work", "new"]), owner=alice, actor=alice)
    second, _ = record_entry(entry(new_category="FOOD:SUSHI"), owner=alice, actor=alice)

    sushi = Category.objects.for_user(alice).get(name="Sushi")
    assert (first.category_id, second.category_id, sushi.parent_id) == (sushi.pk, sushi.pk, food.pk)
    assert tag_names(first) == ["Work", "new"]
    assert Tag.objects.for_user(alice).count() == 2


@pytest.mark.django_db
def test_record_refuses_another_persons_category(alice, bob):
    his = Category.objects.for_user(bob).get()

    with pytest.raises(ValidationError) as refusal:
        record_entry(entry(category_id=his.pk, tags=["new"]), owner=alice, actor=alice)

    assert set(refusal.value.message_dict) == {"category"}
    assert not Expense.objects.for_user(alice).exists()
    assert not Tag.objects.for_user(alice).exists()


@pytest.mark.django_db
def test_record_takes_a_submission_once(alice):
    first, _ = record_entry(entry(), owner=alice, actor=alice, submission_id=SUBMISSION)

    again, is_new = record_entry(entry(description="Other"), owner=alice, actor=alice, submission_id=SUBMISSION)

    assert (again, is_new) == (first, False)
    assert [expense.description for expense in Expense.objects.for_user(alice)] == ["Lunch"]


@pytest.mark.django_db
def test_two_people_may_send_the_same_submission(alice, bob):
    first, _ = record_entry(entry(), owner=alice, actor=alice, submission_id=SUBMISSION)
    second, is_new = record_entry(entry(), owner=bob, actor=bob, submission_id=SUBMISSION)

    assert is_new
    assert first.pk != second.pk


@pytest.mark.django_db(transaction=True)
def test_submission_sent_twice_at_once_is_recorded_once(alice):
    barrier, answers = Barrier(2), []

    def send():
        try:
            barrier.wait(timeout=10)
            said = entry(new_category="New", tags=["new"])
            answers.append(record_entry(said, owner=alice, actor=alice, submission_id=SUBMISSION))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    expense = Expense.objects.for_user(alice).get()
    assert sorted((answer.pk, is_new) for answer, is_new in answers) == [(expense.pk, False), (expense.pk, True)]


@pytest.mark.django_db
def test_change_writes_over_the_expense(alice, make_expense, make_tag):
    old = make_expense(alice, tags=[make_tag(alice, "a"), make_tag(alice, "b")], currency="USD", amount="1")

    changed, _ = change_entry(
        old.pk, entry(description="Dinner", tags=["b", "c"]), owner=alice, actor=alice, seen=old.updated_at
    )

    changed.refresh_from_db()
    assert (changed.pk, changed.description, changed.home_amount) == (old.pk, "Dinner", Decimal("12.5"))
    assert tag_names(changed) == ["b", "c"]


@pytest.mark.django_db
def test_change_of_what_was_changed_meanwhile_writes_nothing(alice, make_expense):
    expense = make_expense(alice)
    seen = expense.updated_at
    change_entry(expense.pk, entry(description="By the first"), owner=alice, actor=alice, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        change_entry(expense.pk, entry(description="By the second"), owner=alice, actor=alice, seen=seen)

    assert Expense.objects.for_user(alice).get().description == "By the first"


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_told(alice, make_expense):
    expense = make_expense(alice)
    barrier, outcomes = Barrier(2), []

    def change(description):
        try:
            barrier.wait(timeout=10)
            change_entry(expense.pk, entry(description=description), owner=alice, actor=alice, seen=expense.updated_at)
            outcomes.append(description)
        except ChangedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [Thread(target=change, args=[description]) for description in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    saved = Expense.objects.for_user(alice).get().description
    assert sorted(outcomes) == sorted([saved, "told"])


@pytest.mark.django_db
def test_change_finds_no_expense_of_another_person(alice, bob):
    his = Expense.objects.for_user(bob).get()

    with pytest.raises(Expense.DoesNotExist):
        change_entry(his.pk, entry(), owner=alice, actor=alice, seen=his.updated_at)
