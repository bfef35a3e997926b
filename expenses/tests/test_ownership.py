"""The database itself keeps the ledgers of two people apart."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from expenses.models import Category, Expense, ExpenseTag, Tag

pytestmark = pytest.mark.django_db


def test_for_user_returns_the_rows_of_that_person_alone(alice: User, bob: User) -> None:
    food = Category.objects.create(owner=alice, name="Food")
    Category.objects.create(owner=bob, name="Food")

    rows = Category.objects.for_user(alice)

    assert list(rows) == [food]


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_row_that_points_to_another_person(alice: User, bob: User) -> None:
    strange = Category.objects.create(owner=bob, name="Bob's own")

    with pytest.raises(IntegrityError), transaction.atomic():
        Expense.objects.create(
            owner=alice, date="2026-01-01", amount=1, currency="EUR", description="Coffee", category=strange
        )


def test_a_form_refuses_a_row_that_points_to_another_person(alice: User, bob: User) -> None:
    strange = Category.objects.create(owner=bob, name="Bob's own")
    expense = Expense(owner=alice, date="2026-01-01", amount=1, currency="EUR", description="Coffee", category=strange)

    with pytest.raises(ValidationError) as refusal:
        expense.full_clean()

    assert list(refusal.value.message_dict) == ["category"]


def test_saving_under_another_owner_changes_nothing(alice: User, bob: User) -> None:
    tag = Tag.objects.create(owner=alice, name="work")
    stolen = Tag(pk=tag.pk, owner=bob, name="mine now")

    with pytest.raises(DatabaseError), transaction.atomic():
        stolen.save(force_update=True)

    tag.refresh_from_db(from_queryset=Tag.objects.for_user(alice))
    assert tag.name == "work"


def test_deleting_under_another_owner_deletes_nothing(alice: User, bob: User) -> None:
    tag = Tag.objects.create(owner=alice, name="work")

    Tag(pk=tag.pk, owner=bob).delete()

    assert list(Tag.objects.for_user(alice)) == [tag]


def test_a_lazy_look_at_a_category_names_the_owner(alice: User) -> None:
    food = Category.objects.create(owner=alice, name="Food")
    expense = Expense.objects.create(
        owner=alice, date="2026-01-01", amount=1, currency="EUR", description="Bread", category=food
    )

    loaded = Expense.objects.for_user(alice).get(pk=expense.pk)

    assert loaded.category == food


def test_the_database_takes_a_tag_off_its_expenses_when_it_goes(alice: User) -> None:
    tag = Tag.objects.create(owner=alice, name="work")
    expense = Expense.objects.create(owner=alice, date="2026-01-01", amount=1, currency="EUR", description="Train")
    ExpenseTag.objects.create(owner=alice, expense=expense, tag=tag)

    tag.delete()

    assert list(ExpenseTag.objects.for_user(alice)) == []


@pytest.mark.parametrize("table", ["expenses_category", "expenses_expense", "expenses_tag", "expenses_expensetag"])
def test_every_index_of_an_owned_table_starts_with_the_owner(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)

    leading = {
        constraint["columns"][0]
        for constraint in constraints.values()
        if constraint["columns"] and constraint["index"] and not constraint["primary_key"]
    }

    assert leading == {"owner_id"}
