from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from expenses.categories.models import Category
from expenses.categories.removing import delete_category, merge_categories
from expenses.models import Income
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts

INCOME = Category.Kind.INCOME


@pytest.fixture
def salary(alice, make_category) -> Category:
    return make_category(alice, "Salary", kind=INCOME)


def test_each_kind_has_a_page_of_its_own(alice_client, alice, make_category, make_income, salary):
    make_category(alice, "Food")
    make_income(alice, amount="100", category=salary)

    expenses = alice_client.get(reverse("expenses:category-list")).context["overview"]
    income = alice_client.get(reverse("expenses:category-list"), {"kind": "income"}).context["overview"]

    assert [row.category.name for row in expenses.rows] == ["Food"]
    assert [(row.category.name, row.record_count, row.sum.amount) for row in income.rows] == [("Salary", 1, 100)]


def test_a_category_is_made_of_the_kind_that_the_page_is_of(alice_client, alice, salary):
    new = {"name": "Bonus", "color": "green", "icon": "gift", "parent": ""}

    response = alice_client.post(reverse("expenses:category-create", query={"kind": "income"}), new)
    alice_client.post(reverse("expenses:category-create"), new)

    assert response.headers["Location"] == reverse("expenses:category-list", query={"kind": "income"})
    assert set(Category.objects.for_user(alice).filter(name="Bonus").values_list("kind", flat=True)) == {
        "income", "expense",
    }  # fmt: skip


def test_a_parent_is_of_the_same_kind(alice_client, alice, make_category, salary):
    food = make_category(alice, "Food")
    below = {"name": "Out", "color": "green", "icon": "gift", "parent": food.pk}

    response = alice_client.post(reverse("expenses:category-update", args=[salary.pk]), below)

    assert list(response.context["form"].errors) == ["parent"]


def test_merging_and_moving_never_cross_kinds(alice, make_category, make_income, salary):
    food = make_category(alice, "Food")
    make_income(alice, category=salary)

    for attempt in (
        lambda: merge_categories(salary.pk, food.pk, owner=alice),
        lambda: delete_category(salary.pk, owner=alice, move_to=food.pk),
    ):
        with pytest.raises(ValidationError):
            attempt()

    assert Income.objects.for_user(alice).get().category == salary


def test_deleting_moves_income_to_the_other_category(alice_client, alice, make_category, make_income, salary):
    other = make_category(alice, "Side job", kind=INCOME)
    make_income(alice, category=salary)

    chosen = {"records": "move", "move_to": other.pk}
    response = alice_client.post(reverse("expenses:category-delete", args=[salary.pk]), chosen)

    assert response.headers["Location"] == reverse("expenses:category-list", query={"kind": "income"})
    assert Income.objects.for_user(alice).get().category == other


def test_a_split_expense_counts_in_the_categories_of_its_parts(alice_client, alice, make_category, make_expense):
    food, fun = make_category(alice, "Food"), make_category(alice, "Fun")
    parts = [Part(food.pk, Decimal(60)), Part(fun.pk, Decimal(40))]
    set_parts(make_expense(alice, amount="100").pk, parts, owner=alice, actor=alice)

    overview = alice_client.get(reverse("expenses:category-list")).context["overview"]

    assert [(row.category.name, row.record_count, row.sum.amount) for row in overview.rows] == [
        ("Food", 1, 60),
        ("Fun", 1, 40),
    ]
    assert overview.uncategorised_count == 0
